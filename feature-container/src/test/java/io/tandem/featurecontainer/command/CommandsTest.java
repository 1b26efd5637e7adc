package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.FeatureContainer;
import io.tandem.featurecontainer.OnlineRetail;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation").subList(0, 50);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "check --help", "fit --help", "extract --help", "diff --help"})
  void helpGoesToStandardOutput(String arguments) {
    Ran ran = Ran.command((Object[]) arguments.split(" "));

    assertEquals(0, ran.status(), ran::toString);
    assertTrue(ran.out().startsWith("Usage: feature-container"), ran::toString);
    assertTrue(ran.err().isEmpty(), ran::toString);
  }

  @Test
  void theVersionNamesTheDialects() {
    assertTrue(Ran.command("--version").out().contains("dialects 1 to 2"));
  }

  @Test
  void anUnknownCommandIsOneLineWithTheNearestOne() {
    Ran ran = Ran.command("extrakt", "a\nb");

    assertEquals(2, ran.status(), ran::toString);
    assertEquals(1, ran.err().size(), ran::toString);
    assertTrue(ran.err().getFirst().contains("did you mean extract?"), ran::toString);
    assertTrue(
        ran.err()
            .getFirst()
            .contains(
                "serve or train alone, or one of check, fit, extract, explain, diff," + " profile"),
        ran::toString);
  }

  @Test
  void aMistypedRequiredOptionIsNamedNotCalledMissing() {
    Ran ran = Ran.command("extract", "--fetures", directory);

    assertEquals(2, ran.status(), ran::toString);
    assertTrue(
        ran.err().getFirst().contains("Unknown option: '--fetures'; did you mean --features?"),
        ran::toString);
    assertEquals(1, ran.err().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "257", "many"})
  void threadsAreAtLeastOne(String threads) {
    Ran ran = Ran.command("extract", "--features", directory, "--threads", threads);

    assertEquals(2, ran.status(), ran::toString);
    assertTrue(ran.err().getFirst().contains("whole number from 1 to 256"), ran::toString);
  }

  @Test
  void aDefinitionInOrderIsDescribed() {
    Ran ran = Ran.command("check", OnlineRetail.EXAMPLE.resolve("features.json"));

    assertEquals(0, ran.status(), ran::toString);
    assertEquals(
        """
        definition     online-retail (dialect 1)
        sources        19
        features       32
        columns        39 known, and those that fitting adds: country
        reasons        31, in de, en
        needs fitting  country
        """,
        ran.out());
  }

  @Test
  void everyProblemOfADefinitionIsALineWithItsPlace() throws Exception {
    Path file = directory.resolve("features.json");
    Files.writeString(
        file,
        OnlineRetail.definition()
            .replace("log1p(amount)", "log1p(amout)")
            .replace("\"type\": \"zone\"", "\"type\": \"zonne\""));

    Ran ran = Ran.command("check", file);

    assertEquals(1, ran.status(), ran::toString);
    assertEquals(2, ran.err().size(), ran::toString);
    assertTrue(ran.err().getFirst().startsWith(file + ": $.sources.zone.type: "), ran::toString);
    assertTrue(ran.err().getLast().startsWith(file + ": $.features[0].value: "), ran::toString);
    assertTrue(ran.out().isEmpty(), ran::toString);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Ran ran = Ran.command("check", directory.resolve("none.json"));

    assertEquals(1, ran.status(), ran::toString);
    assertTrue(ran.err().getFirst().contains("none.json: not found"), ran::toString);
  }

  /** What the platform starts has to be there quickly. */
  @Test
  void trainingLoadsNothingOfTheCommandLine() throws Exception {
    layOutJob();

    List<String> ofTrain = classesLoadedBy("train");
    List<String> ofCheck =
        classesLoadedBy("check", OnlineRetail.EXAMPLE.resolve("features.json").toString());

    assertTrue(Files.exists(directory.resolve("model/state.json")));
    assertFalse(ofTrain.stream().anyMatch(name -> name.contains("picocli")));
    assertTrue(ofCheck.stream().anyMatch(name -> name.contains("picocli")));
    assertFalse(ofCheck.stream().anyMatch(name -> name.contains("undertow")));
  }

  @Test
  void aClosedPipeEndsTheCommandQuietly() throws Exception {
    layOutJob();
    Ran.command(
        "fit",
        "--definition",
        directory.resolve("input/data/definition/features.json"),
        "--output",
        directory.resolve("model"),
        directory.resolve("input/data/train"));
    Path records = directory.resolve("many.jsonl");
    for (int i = 0; i < 40; i++) {
      Files.write(
          records,
          RECORDS,
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    }
    Process process =
        start(
            List.of(),
            "extract",
            "--features",
            directory.resolve("model").toString(),
            "--label-first",
            records.toString());
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertFalse(out.readLine().isEmpty());
    }

    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));

    assertEquals("", err);
    assertEquals(141, process.exitValue());
  }

  private void layOutJob() throws Exception {
    Path definition = Files.createDirectories(directory.resolve("input/data/definition"));
    Path train = Files.createDirectories(directory.resolve("input/data/train"));
    Files.writeString(definition.resolve("features.json"), OnlineRetail.definition());
    Files.write(train.resolve("orders.jsonl"), RECORDS);
  }

  private List<String> classesLoadedBy(String... arguments) throws Exception {
    Path log = directory.resolve("classes.log");
    Process process = start(List.of("-Xlog:class+load:file=" + log), arguments);
    process.getInputStream().readAllBytes();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue());
    return Files.readAllLines(log);
  }

  private Process start(List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FeatureContainer.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("SAGEMAKER_BASE_DIR", directory.toString());
    return builder.start();
  }
}
