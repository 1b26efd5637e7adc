package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.TestProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InspectCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void saysAllThatServingKnowsOfAModel() {
    Artifacts.withManifest("multi-softprob", "multi:softprob", folder);

    assertEquals(0, inspect(folder.toString()));

    assertEquals(
        """
        file: xgboost-model
        engine: xgboost
        predicted by: trees
        objective: multi:softprob
        predictions per row: 4
        columns: 6
        column names: a, b, c, d, e, f
        trees: 32, depth 3, 228 leaves
        contributions: by column (6)
        schema: 00ff17
        semantics: a1b2c3
        golden rows: 40, the same bit for bit
        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "xgboost-java/3.4.0/categorical.ubj, trees, ''",
    "xgboost-java/1.0.0/tiny-gblinear.json, xgboost, it has no trees",
    "xgboost-java/1.2.0/tiny-logistic/xgboost-model, trees, ''",
    "onnx/binary-tensor.onnx, onnx, ''",
    "lightgbm/4.3.0/categorical.txt, trees, ''",
    "catboost/logloss.cbm, catboost, ''",
    "catboost/logloss.json, catboost, ''",
  })
  void saysWhoPredictsAndWhy(String model, String evaluator, String reason) {
    assertEquals(0, inspect(Artifacts.XGBOOST.resolveSibling(model).toString()), err::toString);

    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("predicted by: " + evaluator + "\n"), text);
    assertEquals(!reason.isEmpty(), text.contains("reason: " + reason + "\n"), text);
    assertTrue(text.contains("schema: not stated\n"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xgboost-1.7/early-stopping/xgboost-model | trees: 8 of which the first 3 predict, depth 3,",
        "lightgbm/4.3.0/multiclass.txt | contributions: by column (6)",
        "xgboost-1.7/gblinear.ubj | contributions: by column (6)",
        "onnx/binary-tensor.onnx | contributions: none: none are computed of networks, and of trees",
        "catboost/logloss.cbm | contributions: none: CatBoost",
      })
  void saysWhatItsTreesAreAndWhetherItHasContributions(String model, String line) {
    assertEquals(0, inspect(Artifacts.XGBOOST.resolveSibling(model).toString()), err::toString);

    assertTrue(out.toString(StandardCharsets.UTF_8).contains(line), out::toString);
  }

  @Test
  void aFileWithoutCountsIsServedWithoutContributions() throws IOException {
    String text = Files.readString(Artifacts.LIGHTGBM.resolve("4.3.0/binary.txt"));
    Files.writeString(folder.resolve("m.txt"), text.replace("\nleaf_count=", "\nx="));

    assertEquals(0, inspect(folder.toString()), err::toString);

    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("contributions: none: model file m.txt: tree 0: leaf_count"), said);
  }

  @Test
  void whatCannotBeServedIsOneLine() throws IOException {
    Files.writeString(folder.resolve("xgboost-model"), "booster[0]:\n0:leaf=1\n");

    assertEquals(1, inspect(folder.toString()));

    assertEquals("", out.toString(StandardCharsets.UTF_8));
    String line = err.toString(StandardCharsets.UTF_8);
    assertTrue(line.startsWith("model-container inspect: model file xgboost-model: it is a dump"));
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void modelThatIsNotWhatItsManifestStatesIsNotServed() throws IOException {
    Artifacts.withManifest("multi-softprob", "multi:softprob", folder);
    Files.writeString(folder.resolve("manifest.json"), "{\"format\":1,\"width\":7}");

    assertEquals(1, inspect(folder.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("width is \"7\" there"));
  }

  /** Of row 1, for which scikit-learn gives 0.223566. */
  @ParameterizedTest
  @CsvSource({
    "1e-4, 0.22357, 0, 'golden rows: 1, the same within 1.0E-4'",
    "1e-4, 0.2245, 1, 'expected within 1.0E-4 0.2245; the model file was changed'",
    "0, 0.22357, 1, 'expected exactly 0.22357; the model file was changed'",
  })
  void goldenRowsAreComparedWithinTheToleranceOfTheManifest(
      String tolerance, String margin, int status, String words) throws IOException {
    Artifacts.copy(Artifacts.ONNX.resolve("binary-tensor.onnx"), folder, "model.onnx");
    Files.writeString(
        folder.resolve("manifest.json"),
        """
        {"format":1,"tolerance":%s,"golden":[{"row":[-0.913,-0.439,-2.41,-0.12,1.985],"margins":[%s]}]}
        """
            .formatted(tolerance, margin));

    assertEquals(status, inspect(folder.toString()));
    String text = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains(words), text);
  }

  @ParameterizedTest
  @CsvSource({
    "inspect, model-container inspect: Missing required parameter: 'MODEL'",
    "inspect a b, model-container inspect: Unmatched argument at index 2: 'b'",
    "inspekt a, 'model-container: Unmatched arguments from index 0: ''inspekt'', ''a'';"
        + " expected serve or train alone, inspect, predict, explain, importance or bind'",
    "serve x, 'model-container serve: Unmatched argument at index 1: ''x'';"
        + " expected serve or train alone, inspect, predict, explain, importance or bind'",
    "'', model-container: Unmatched argument at index 0: ''",
  })
  void wrongUsageIsOneLineThatLeadsToTheHelp(String arguments, String fault) {
    assertEquals(2, run(arguments.split(" ", -1)));
    String line = err.toString(StandardCharsets.UTF_8);
    assertTrue(line.startsWith(fault), line);
    assertTrue(line.endsWith(" --help\n"), line);
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void helpNamesAllCommands() {
    assertEquals(0, run("--help"));
    String text = out.toString(StandardCharsets.UTF_8);
    for (String name :
        List.of("serve", "train", "inspect", "predict", "explain", "importance", "bind")) {
      assertTrue(text.contains("\n  " + name + " "), text);
    }
  }

  /** As a process: nothing but the answer on standard output, and its status. */
  @Test
  void isACommandOfTheProgram() throws Exception {
    Path inner = folder.resolve("model/inner");
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), inner, "m.ubj");
    try (TestProcess process =
        TestProcess.start(
            ModelContainer.class, Map.of(), "inspect", folder.resolve("model").toString())) {
      assertEquals(0, process.exitStatus(), process::toString);
      assertEquals("file: m.ubj", process.out().getFirst(), process::toString);
      assertEquals(1, process.err().size(), process::toString);
      assertTrue(process.err().getFirst().startsWith("found the model one level down"));
    }
  }

  /** A library that calls its maker is not loaded at all. */
  @Test
  void whereTelemetryCannotBeSwitchedOffOnnxIsRefusedInOneLine() throws Exception {
    String model = Artifacts.ONNX.resolve("binary-tensor.onnx").toString();
    try (TestProcess process =
        TestProcess.startWithoutNativeAccess(ModelContainer.class, Map.of(), "inspect", model)) {
      assertEquals(1, process.exitStatus(), process::toString);
      assertEquals(1, process.err().size(), process::toString);
      String line = process.err().getFirst();
      assertTrue(line.contains("ONNX Runtime's telemetry cannot be switched off"), line);
      assertTrue(line.endsWith("set ORT_DISABLE_TELEMETRY=1 in the environment of the process"));
    }
  }

  private int inspect(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "inspect";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return run(all);
  }

  private int run(String... arguments) {
    return Commands.run(
        Artifacts.ENGINES,
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }
}
