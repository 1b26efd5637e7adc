package io.tandem.modelcontainertensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the model container, for SavedModels. */
final class CommandsTest {
  @TempDir Path base;

  @Test
  void inspectSaysWhatASavedModelIs() throws Exception {
    try (TestProcess inspect = run("inspect", Golden.FOLDER.resolve("three-classes").toString())) {
      assertEquals(0, inspect.exitStatus(), inspect::toString);
      assertEquals(
          List.of(
              "file: saved_model.pb",
              "engine: tensorflow",
              "predicted by: tensorflow",
              "objective: score",
              "predictions per row: 3",
              "columns: 6",
              "contributions: none: the engine tensorflow computes none",
              "schema: not stated",
              "semantics: not stated",
              "golden rows: none"),
          inspect.out());
      assertEquals(List.of(), inspect.err());
    }
  }

  @Test
  void bindCopiesAllFilesOfASavedModelAndRecordsWhatItAnswers() throws Exception {
    Path output = base.resolve("bound");
    try (TestProcess bind = bind("keras", output)) {
      assertEquals(0, bind.exitStatus(), bind::toString);
      assertTrue(bind.out().getFirst().startsWith("margins: "), bind::toString);
    }
    assertEquals(
        List.of(
            "manifest.json",
            "saved_model.pb",
            "variables",
            "variables/variables.data-00000-of-00001",
            "variables/variables.index"),
        names(output));
    String manifest = Files.readString(output.resolve("manifest.json"));
    assertTrue(manifest.contains("\"engine\":\"tensorflow\""), manifest);
    assertTrue(manifest.contains("\"width\":6"), manifest);
    try (TestProcess inspect = run("inspect", output.toString())) {
      assertEquals(0, inspect.exitStatus(), inspect::toString);
      assertTrue(
          inspect.out().stream().anyMatch(line -> line.contains(", the same within 1.0E-4")),
          inspect::toString);
    }

    Files.writeString(
        output.resolve("manifest.json"), manifest.replace("\"width\":6", "\"width\":7"));
    try (TestProcess inspect = run("inspect", output.toString())) {
      assertEquals(1, inspect.exitStatus(), inspect::toString);
      assertTrue(
          inspect.err().getFirst().contains("width is \"7\" there and \"6\""), inspect::toString);
    }
  }

  @Test
  void whatCannotBeBoundLeavesNothing() throws Exception {
    Path output = base.resolve("bound");
    try (TestProcess bind = bind("reads-a-file", output)) {
      assertEquals(1, bind.exitStatus(), bind::toString);
      assertTrue(bind.err().getFirst().contains("runs ReadFile"), bind::toString);
      assertTrue(Files.notExists(output));
    }
  }

  private TestProcess bind(String name, Path output) throws IOException {
    List<String> rows = Files.readAllLines(Golden.FOLDER.resolve("rows.csv"));
    Path vectors = base.resolve("vectors.csv");
    Files.write(vectors, rows.stream().map(row -> "0," + row).toList());
    Path margins = base.resolve("margins.csv");
    double[][] answers = Golden.answers("keras");
    Files.write(margins, Stream.of(answers).map(answer -> Double.toString(answer[0])).toList());
    return run(
        "bind",
        Golden.FOLDER.resolve(name).toString(),
        "--vectors",
        vectors.toString(),
        "--margins",
        margins.toString(),
        "--output",
        output.toString());
  }

  private static TestProcess run(String... arguments) throws IOException {
    return TestProcess.start(TensorflowModelContainer.class, Golden.UNPACKED, arguments);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
