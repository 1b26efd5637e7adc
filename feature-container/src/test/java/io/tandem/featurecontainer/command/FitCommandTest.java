package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.featurecontainer.train.TrainJob;
import io.tandem.inferenceserver.training.TrainingJob;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitCommandTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation");
  private static final Path DEFINITION = OnlineRetail.EXAMPLE.resolve("features.json");

  @TempDir Path directory;

  @Test
  void neitherThreadsNorOrderNorFilesChangeAByteOfTheArtifact() throws Exception {
    List<String> shuffled = new ArrayList<>(RECORDS);
    Collections.shuffle(shuffled, new Random(7));
    Path whole = Files.write(directory.resolve("whole.jsonl"), RECORDS);
    Path folder = Files.createDirectories(directory.resolve("parts/below"));
    Files.write(folder.resolve("a.jsonl"), shuffled.subList(0, 17));
    writeCompressed(folder.resolve("b.jsonl.gz"), shuffled.subList(17, 900));
    Path rest =
        Files.write(directory.resolve("rest.jsonl"), shuffled.subList(900, shuffled.size()));

    Map<String, String> expected = fit("one", "--threads", 1, whole);

    assertEquals(4, expected.size());
    assertEquals(expected, fit("two", "--threads", 2, rest, directory.resolve("parts")));
    assertEquals(expected, fit("seven", "--threads", 7, directory.resolve("parts"), rest));
    assertEquals(expected, train(whole));
    assertFalse(
        expected.equals(
            fit("less", Files.write(directory.resolve("l.jsonl"), RECORDS.subList(1, 900)))));
  }

  @Test
  void anotherDefinitionIsNotOverwritten() throws Exception {
    Path records = Files.write(directory.resolve("few.jsonl"), RECORDS.subList(0, 50));
    Path output = directory.resolve("made/with/its/parents");
    Object[] arguments = {"fit", "--definition", DEFINITION, "--output", output, records};
    assertEquals(0, Ran.command(arguments).status());
    assertEquals(0, Ran.command(arguments).status(), "a feature set of the same name");
    Path definition = output.resolve("features.json");
    String foreign = OnlineRetail.definition().replace("\"online-retail\"", "\"another\"");
    Files.writeString(definition, foreign);

    Ran ran = Ran.command(arguments);

    assertEquals(1, ran.status(), ran::toString);
    assertTrue(
        ran.err().getFirst().startsWith("fit: " + definition + ": is another definition"),
        ran::toString);
    assertEquals(foreign, Files.readString(definition));
  }

  @Test
  void whatCannotBeWrittenIsToldBeforeTheWork() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    Ran ran =
        Ran.command("fit", "--definition", DEFINITION, "--output", file.resolve("x"), "nowhere");

    assertEquals(
        List.of("fit: " + file + ": is a file; expected a folder, or none yet"), ran.err());
  }

  @Test
  void recordsMayComeOverStandardInputAndPackedWhateverTheirName() throws Exception {
    Path plain = Files.write(directory.resolve("plain.jsonl"), RECORDS.subList(0, 50));
    Path packed = directory.resolve("packed.jsonl");
    writeCompressed(packed, RECORDS.subList(0, 50));
    Map<String, String> expected = fit("a", plain);

    Ran ran =
        Ran.withInput(
            Files.readString(plain),
            "fit",
            "--definition",
            DEFINITION,
            "--output",
            directory.resolve("c"),
            "-");

    assertEquals(expected, fit("b", packed));
    assertEquals(0, ran.status(), ran::toString);
    assertEquals(
        Files.readString(directory.resolve("a/state.json")),
        Files.readString(directory.resolve("c/state.json")));
  }

  @Test
  void theSameFaultInManyRecordsIsOneLine() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String record = RECORDS.get(i % 1000);
      records.add(
          i % 3 == 1 ? record.replaceFirst("\"cancelled_30d\":(true|false)", "\"x\":1") : record);
    }
    records.set(2, records.get(2).replaceFirst("\"quantity\":[0-9]+", "\"quantity\":\"s3cr3t\""));
    records.set(5, cut(records.get(5), 100));
    records.set(8, cut(records.get(8), 120));
    records.set(11, "{\u0000" + records.get(11));
    records.set(14, "{ \u0000" + records.get(14));
    Path file = Files.write(directory.resolve("orders.jsonl"), records);

    Ran ran = command("out", "--threads", 4, file);

    assertEquals(1, ran.status(), ran::toString);
    assertEquals(
        List.of(
            "fit: 1005 records cannot be used; nothing was written",
            "  " + file + ":2: $.outcome.cancelled_30d is required (and 999 more like it)",
            "  "
                + file
                + ":6: $ ends before the JSON value is complete at column 101 (and 1 more"
                + " like it)",
            "  " + file + ":12: $ is not valid JSON in UTF-8 at byte 2 (and 1 more like it)",
            "  "
                + file
                + ":3: $.order.shopping_cart[0].quantity expected a whole number, found a string"),
        ran.err());
    assertFalse(Files.exists(directory.resolve("out")));
  }

  @Test
  void rejectedRecordsAreLeftOutWhenToldSo() throws Exception {
    Path good = Files.write(directory.resolve("good.jsonl"), RECORDS);
    List<String> more = new ArrayList<>(RECORDS);
    more.add(3, "{}");
    Path mixed = Files.write(directory.resolve("mixed.jsonl"), more);

    assertEquals(fit("good", good), fit("mixed", "--skip-rejected", mixed));
  }

  @Test
  void recordsThatAreNotThereAreNamed() {
    Ran ran = command("out", directory.resolve("none.jsonl"));

    assertEquals(1, ran.status(), ran::toString);
    assertTrue(ran.err().getFirst().contains("none.jsonl: not found"), ran::toString);
  }

  @Test
  void noRecordsAreNoFeatureSet() throws Exception {
    Ran ran = command("out", Files.writeString(directory.resolve("e.jsonl"), "\n \n"));

    assertEquals(1, ran.status(), ran::toString);
    assertEquals(
        List.of("fit: no training record to fit; nothing was written"), ran.err(), ran::toString);
  }

  @Test
  void problemsOfTheDefinitionAreLines() throws Exception {
    Path broken = directory.resolve("features.json");
    Files.writeString(broken, OnlineRetail.definition().replace("count(", "cuont("));

    Ran ran = Ran.command("fit", "--definition", broken, "--output", directory, broken);

    assertEquals(1, ran.status(), ran::toString);
    assertTrue(ran.err().getFirst().startsWith(broken + ": $.features[5].value"), ran::toString);
  }

  private static String cut(String record, int length) {
    return record.substring(0, length);
  }

  private Ran command(String output, Object... arguments) {
    List<Object> all =
        new ArrayList<>(
            List.of("fit", "--definition", DEFINITION, "--output", directory.resolve(output)));
    all.addAll(List.of(arguments));
    return Ran.command(all.toArray());
  }

  /** The files of the artifact, by name. */
  private Map<String, String> fit(String output, Object... arguments) throws IOException {
    Ran ran = command(output, arguments);
    assertEquals(0, ran.status(), ran::toString);
    assertTrue(ran.out().isEmpty(), ran::toString);
    return files(directory.resolve(output));
  }

  private Map<String, String> train(Path records) throws Exception {
    Path definition = Files.createDirectories(directory.resolve("definition"));
    Files.copy(DEFINITION, definition.resolve("features.json"));
    Path channel = Files.createDirectories(directory.resolve("train"));
    Files.copy(records, channel.resolve("records.jsonl"));
    Path model = directory.resolve("model");
    new TrainJob(List.of())
        .train(
            new TrainingJob(
                Map.of(),
                Map.of("definition", definition, "train", channel),
                model,
                Optional.empty()));
    return files(model);
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var entries = Files.list(folder)) {
      for (Path file : entries.toList()) {
        files.put(String.valueOf(file.getFileName()), sha256(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeCompressed(Path file, List<String> lines) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
    }
  }
}
