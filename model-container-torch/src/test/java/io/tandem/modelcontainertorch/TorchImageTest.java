package io.tandem.modelcontainertorch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.ImageContainer;
import io.tandem.inferencetestkit.ImageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-model:VERSION-torch under SageMaker's contract. */
@Tag("long") // Two minutes: .ci/run leaves it out.
final class TorchImageTest extends ImageContract {
  static final String IMAGE = image("tandem-model") + "-torch";

  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return TorchContainerContractTest.describe(folder("model"));
  }

  /** The temporary folder itself is nobody else's to read. */
  private static Path folder(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected String image() {
    return IMAGE;
  }

  @Override
  protected String artifactFile() {
    return "manifest.json";
  }

  /** Those of the image tandem-model are the same files, and tested there. */
  @Override
  protected List<Served> engines() {
    return List.of(served(new GoldenModel("1.13.1", "norm")), served(GoldenModel.newest("mlp")));
  }

  private static Served served(GoldenModel golden) {
    Path model = folder(golden.name());
    Path file = model.resolve("model.pt");
    try {
      if (Files.notExists(file)) {
        Files.copy(golden.file(), file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Served(
        golden.toString(), model, new Sample("text/csv", "1,2.5,0,-4e-3,0,6".getBytes(UTF_8)));
  }

  /** The default image has no such library, and says so. */
  @Test
  void theDefaultImageNamesOnnxFirstAndThisOneSecond() {
    Path model = served(GoldenModel.newest("mlp")).model();
    try (ImageContainer refused = ImageContainer.serving(image("tandem-model"), model).toItsEnd()) {
      refused.start();
      refused.assertFailed("torch.onnx.export(", "tandem-model:VERSION-torch");
    }
  }
}
