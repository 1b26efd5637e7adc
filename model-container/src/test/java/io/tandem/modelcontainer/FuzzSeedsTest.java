package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.modelcontainer.catboost.CatboostFuzz;
import io.tandem.modelcontainer.lightgbm.LightgbmFuzz;
import io.tandem.modelcontainer.onnx.OnnxFuzz;
import io.tandem.modelcontainer.xgboost.XgboostFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every target of scripts/fuzz that reads models, on golden models and on what it once found, which
 * is kept under src/test/resources/fuzz. Leaves the seeds in target/fuzz for scripts/fuzz.
 */
class FuzzSeedsTest {
  private static final Path SEEDS = Path.of("target", "fuzz");
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
  private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");

  /** No more of an input is searched. */
  private static final int MAX_BYTES = 20_000;

  @FunctionalInterface
  private interface Target {
    void run(byte[] bytes) throws Exception;
  }

  @Test
  void lightgbm() throws Exception {
    List<String> folders = List.of("lightgbm/3.1.1", "lightgbm/4.3.0", "lightgbm/4.7.0");
    pass("lightgbm", folders, "txt", LightgbmFuzz::fuzzerTestOneInput);
  }

  @Test
  void catboost() throws Exception {
    List<String> folders = List.of("catboost", "catboost/refused");
    pass("catboost", folders, "cbm|json", CatboostFuzz::fuzzerTestOneInput);
  }

  @Test
  void onnx() throws Exception {
    List<String> folders = List.of("onnx", "onnx-graphs", "onnx-trees");
    pass("onnx", folders, "onnx", OnnxFuzz::fuzzerTestOneInput);
  }

  @Test
  void xgboost() throws Exception {
    List<String> folders = List.of("xgboost-1.7", "non-finite", "vector-leaves/3.4.0");
    pass("xgboost", folders, "json|ubj|model", XgboostFuzz::fuzzerTestOneInput);
  }

  private static void pass(String target, List<String> folders, String endings, Target run)
      throws Exception {
    Path directory = Files.createDirectories(SEEDS.resolve(target));
    int seeds = 0;
    for (String folder : folders) {
      for (Path model : files(GOLDEN.resolve(folder))) {
        if (model.toString().matches(".*\\.(" + endings + ")") && Files.size(model) < MAX_BYTES) {
          String name = folder.replace('/', '-') + "-" + model.getFileName();
          Files.write(directory.resolve(name), Files.readAllBytes(model));
          run.run(Files.readAllBytes(model));
          seeds++;
        }
      }
    }
    if (Files.exists(FOUND.resolve(target))) {
      for (Path input : files(FOUND.resolve(target))) {
        run.run(Files.readAllBytes(input));
      }
    }
    assertTrue(seeds > 0, "no seeds");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
