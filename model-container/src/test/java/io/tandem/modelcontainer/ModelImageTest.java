package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.ImageContainer;
import io.tandem.inferencetestkit.ImageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-model under SageMaker's contract, and its training. */
final class ModelImageTest extends ImageContract {
  private static final int COLUMNS = 6;

  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    try {
      // The temporary folder itself is nobody else's to read.
      return ModelContainerContractTest.describe(Files.createDirectory(directory.resolve("model")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected String image() {
    return image("tandem-model");
  }

  @Override
  protected String artifactFile() {
    return "manifest.json";
  }

  @Override
  protected List<Served> engines() {
    return List.of(
        engine("trees", "xgboost-1.7/binary-logistic.ubj", "1,2.5,,-4e-3,0,6"),
        engine("LightGBM", "lightgbm/4.3.0/categorical.txt", "1,2.5,,-4e-3,0,6"),
        engine("CatBoost", "catboost/multiclass.cbm", "1,2.5,,-4e-3,0,6"),
        engine("native XGBoost", "xgboost-1.7/gblinear.ubj", "1,2.5,0,-4e-3,0,6"),
        engine("ONNX", "onnx/binary-zipmap.onnx", "1,2.5,0,-4e-3,0"),
        engine("ONNX's trees", "onnx-trees/forest-two-zipmap.onnx", "1,2.5,0,-4e-3"),
        engine("ONNX of several types", "onnx-graphs/column-int64.onnx", "0.7,3"));
  }

  private static Served engine(String name, String file, String row) {
    Path golden = Artifacts.ONNX.resolveSibling(file);
    Path model = directory.resolve(name);
    if (Files.notExists(model)) {
      Artifacts.copy(golden, model, String.valueOf(golden.getFileName()));
    }
    return new Served(name, model, new Sample("text/csv", row.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anAnswerHasTheReasonsThatTheEnvironmentAsksFor() throws IOException {
    Path model = Files.createDirectory(directory.resolve("reasons"));
    SaidModel.write(model, "binary-logistic", SaidModel.REASONS);
    try (ImageContainer served =
        ImageContainer.serving(image(), model)
            .withEnv("SAGEMAKER_INFERENCE_OUTPUT", "probability,reasons")) {
      served.start();

      Answer answer =
          Connection.exchange(
              served.port(),
              "POST",
              "/invocations",
              List.of("Content-Type: text/csv", "Accept: application/jsonlines"),
              SaidModel.CSV.getBytes(StandardCharsets.UTF_8));

      assertEquals(200, answer.status(), answer::toString);
      assertEquals(
          "\"reasons\":%s}\n".formatted(SaidModel.said(model, 4, "en")),
          answer.text().replaceFirst("\\{\"probability\":0\\.\\d+,", ""));
    }
  }

  @Test
  void servesUnchangedWhatItTrained(@TempDir Path base) throws IOException {
    job(base, 20);
    try (ImageContainer training = ImageContainer.training(image(), base).toItsEnd()) {
      training.start();
      assertEquals(0, training.exitStatus(), training::getLogs);
    }
    assertServes(base.resolve("model"));
  }

  @Test
  void aTrainingThatIsStoppedSavesWhatItHas(@TempDir Path base) throws Exception {
    job(base, 100_000);
    try (ImageContainer training = ImageContainer.training(image(), base)) {
      training.start();
      training.awaitOut("[20]");
      training.terminate();
      assertEquals(143, training.exitStatus(), training::getLogs);
    }
    assertServes(base.resolve("model"));
  }

  @Test
  void aTrainingThatIsStartedAgainGoesOnFromItsCheckpoint(@TempDir Path base) throws Exception {
    job(base, 100_000);
    Files.createDirectory(base.resolve("checkpoints"));
    for (String sign :
        List.of("[20]", "goes on from /opt/ml/checkpoints/xgboost-checkpoint after ")) {
      try (ImageContainer training = ImageContainer.training(image(), base)) {
        training.start();
        training.awaitOut(sign);
        training.terminate();
        assertEquals(143, training.exitStatus(), training::getLogs);
      }
    }
  }

  private void assertServes(Path model) {
    try (ImageContainer served = ImageContainer.serving(image(), model)) {
      served.start();
    }
  }

  /** All values are strings, as SageMaker writes them. */
  private static void job(Path base, int rounds) throws IOException {
    Path config = Files.createDirectories(base.resolve("input/config"));
    Files.writeString(
        config.resolve("hyperparameters.json"),
        "{\"objective\":\"binary:logistic\",\"num_round\":\"%d\",\"max_depth\":\"2\"}"
            .formatted(rounds));
    Path channel = Files.createDirectories(base.resolve("input/data/train"));
    Files.createDirectory(base.resolve("model"));
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 500; row++) {
      float first = random.nextFloat();
      rows.append(first + random.nextFloat() / 4 > 0.6 ? 1 : 0).append(',').append(first);
      for (int column = 1; column < COLUMNS; column++) {
        rows.append(',').append(random.nextFloat());
      }
      rows.append('\n');
    }
    Files.writeString(channel.resolve("rows.csv"), rows);
  }
}
