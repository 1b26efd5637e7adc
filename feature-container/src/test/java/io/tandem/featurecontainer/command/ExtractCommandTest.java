package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.serve.FeatureInference;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.resources.ServingResources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExtractCommandTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation");
  private static final List<String> ORDERS = RECORDS.stream().map(OnlineRetail::order).toList();

  @TempDir static Path directory;
  private Path features = Path.of("");
  private Path orders = Path.of("");

  @BeforeAll
  void fit() throws Exception {
    features = OnlineRetail.fit(directory, OnlineRetail.definition());
    orders = Files.write(directory.resolve("orders.jsonl"), ORDERS);
  }

  @ParameterizedTest
  @CsvSource({"csv,text/csv", "jsonl,application/jsonlines", "npy,application/x-npy"})
  void theBytesAreThoseThatServeAnswers(String format, String accept) throws Exception {
    Path file = directory.resolve("vectors." + format);

    Ran ran = extract("--format", format, "--threads", 3, "--output", file, orders);

    assertEquals(0, ran.status(), ran::toString);
    assertArrayEquals(served(accept, false, ORDERS), Files.readAllBytes(file));
    assertTrue(ran.out().isEmpty(), ran::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "csv,text/csv",
    "jsonl,application/jsonlines",
    "training,application/vnd.tandem.training-vectors+csv"
  })
  void theLabelComesFirstAsServeHasIt(String format, String accept) throws Exception {
    Ran ran =
        Ran.withInput(
            String.join("\n", RECORDS),
            "extract",
            "--features",
            features,
            "--format",
            format,
            "--label-first");

    assertEquals(0, ran.status(), ran::toString);
    assertArrayEquals(served(accept, true, RECORDS), ran.bytes());
  }

  @Test
  void rowsAreInTheOrderOfTheInputWhateverTheThreads() throws Exception {
    Path gz = OnlineRetail.EXAMPLE.resolve("later.jsonl.gz");
    Path again = Files.createDirectories(directory.resolve("again"));
    Files.copy(gz, again.resolve("a.jsonl.gz"));
    Files.copy(gz, again.resolve("b.jsonl.gz"));

    byte[] one = extract("--label-first", "--threads", 1, gz, again).bytes();

    assertArrayEquals(one, extract("--label-first", "--threads", 2, gz, again).bytes());
    assertArrayEquals(one, extract("--label-first", "--threads", 7, gz, again).bytes());
    assertEquals(3 * 5070, new String(one, StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void theFirstOrderWithoutAVectorEndsItBehindTheRowsBeforeIt() throws Exception {
    List<String> bad = new ArrayList<>(ORDERS);
    for (int i = 700; i < bad.size(); i++) {
      bad.set(i, "{\"order\":{\"amount\":\"s3cr3t\"}}");
    }
    Path file = Files.write(directory.resolve("bad.jsonl"), bad);

    Ran ran = extract("--threads", 7, file);

    assertEquals(1, ran.status(), ran::toString);
    assertEquals(
        List.of("extract: " + file + ":701: $.order.amount expected a number, found a string"),
        ran.err());
    assertArrayEquals(served("text/csv", false, ORDERS.subList(0, 700)), ran.bytes());
  }

  @Test
  void aFileHasItsNameOnlyWhenItIsComplete() throws Exception {
    Path file = directory.resolve("unfinished.csv");

    Ran ran =
        Ran.withInput(
            ORDERS.getFirst() + "\n{}\n", "extract", "--features", features, "--output", file);

    assertEquals(1, ran.status(), ran::toString);
    assertTrue(
        ran.err().getFirst().startsWith("extract: standard input:2: $.order.amount is required"),
        ran::toString);
    try (var files = Files.list(directory)) {
      assertFalse(files.anyMatch(name -> name.toString().contains("unfinished")));
    }
  }

  @Test
  void ordersWithoutAVectorAreLeftOutWhenToldSo() throws Exception {
    String input = ORDERS.getFirst() + "\n\n{}\r\n" + ORDERS.get(1) + "\r\n[1]\n{}";

    Ran ran = Ran.withInput(input, "extract", "--features", features, "--skip-rejected");

    assertEquals(0, ran.status(), ran::toString);
    assertArrayEquals(served("text/csv", false, ORDERS.subList(0, 2)), ran.bytes());
    assertEquals("extract: 3 orders were left out", ran.err().getFirst());
    assertTrue(ran.err().get(1).startsWith("  standard input:3: "), ran::toString);
    assertTrue(ran.err().get(1).endsWith(" (and 1 more like it)"), ran::toString);
    assertTrue(ran.err().get(2).startsWith("  standard input:5: $ expected an object"));
  }

  @Test
  void npyNeedsAFile() {
    Ran ran = extract("--format", "npy", orders);

    assertEquals(2, ran.status(), ran::toString);
    assertTrue(ran.err().getFirst().contains("--output"), ran::toString);
  }

  @Test
  void aFolderWithoutAFeatureSetIsAFault() throws Exception {
    Path empty = Files.createDirectories(directory.resolve("empty"));

    Ran ran = Ran.command("extract", "--features", empty, orders);

    assertEquals(1, ran.status(), ran::toString);
    assertTrue(ran.err().getFirst().contains("no feature set in " + empty), ran::toString);
  }

  private Ran extract(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("extract", "--features", features));
    all.addAll(List.of(arguments));
    return Ran.command(all.toArray());
  }

  private byte[] served(String accept, boolean labelFirst, List<String> lines) {
    FeatureInference inference =
        FeatureInference.load(
            FeatureArtifact.read(features, List.of()), labelFirst, new ServingResources(1L << 30));
    InvocationResult result =
        inference.invoke(
            new Invocation(
                MediaType.of(MediaType.JSON_LINES),
                MediaType.of(accept),
                Body.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))));
    return ((InvocationResult.Answered) result).toByteArray();
  }
}
