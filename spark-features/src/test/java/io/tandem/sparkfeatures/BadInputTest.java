package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line says which file and record, and nothing is left that looks whole. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class BadInputTest {
  private static LocalSpark spark;

  @TempDir private static Path folder;

  private Path base = Path.of("");
  private Path output = Path.of("");

  @BeforeAll
  static void start() {
    spark = new LocalSpark();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @BeforeEach
  void folders(TestInfo test) throws IOException {
    base = Files.createTempDirectory(folder, test.getTestMethod().orElseThrow().getName());
    output = base.resolve("output");
  }

  private static Example example() throws IOException {
    return Example.of("german-credit", "records.jsonl.gz");
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(base.resolve(name), String.join("\n", lines) + "\n");
  }

  private String failureOf(String... arguments) {
    return String.valueOf(
        assertThrows(JobFailure.class, () -> LocalSpark.run(arguments)).getMessage());
  }

  private String failureOfFit(Path input, String... more) throws IOException {
    return failureOf(fit(input, more));
  }

  private String[] fit(Path input, String... more) throws IOException {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "fit",
                "--definition=" + example().definition(),
                "--input=" + input,
                "--output=" + output));
    arguments.addAll(Arrays.asList(more));
    return arguments.toArray(String[]::new);
  }

  private Path withBadRecords() throws IOException {
    List<String> records = example().records();
    return file("bad.jsonl", records.get(0), "{", records.get(1), "{", "[]", records.get(2));
  }

  @Test
  void rejectedRecordsEndTheFitAllTogether() throws IOException {
    Path input = withBadRecords();

    String failure = failureOfFit(input);

    assertTrue(failure.startsWith("fit: 3 records cannot be used; nothing was written"), failure);
    assertTrue(failure.contains("file:" + input.toAbsolutePath() + ":2: "), failure);
    assertTrue(failure.contains("(and 1 more like it)"), failure);
    assertTrue(failure.contains("file:" + input.toAbsolutePath() + ":5: "), failure);
    assertFalse(Files.exists(output));
  }

  @Test
  void rejectedRecordsAreLeftOutWhenTheyMay() throws IOException {
    Path input = withBadRecords();
    Example good = example().limit(3);

    String[] fit = fit(input, "--skip-rejected");
    String said = LocalSpark.said(fit).err();

    assertTrue(said.contains("fit: 3 records cannot be used and were left out"), said);
    Example.assertFiles(good.fitted().files(), output);
    Path vectors = base.resolve("vectors");
    String toldOfVectors =
        LocalSpark.said(
                "extract",
                "--features=" + output,
                "--input=" + input,
                "--output=" + vectors,
                "--skip-rejected")
            .err();
    assertTrue(toldOfVectors.contains("extract: 3 records were left out"), toldOfVectors);
    assertTrue(toldOfVectors.contains("bad.jsonl:2: "), toldOfVectors);
    assertTrue(toldOfVectors.contains("vectors=3"), toldOfVectors);
  }

  @Test
  void theFirstRejectedRecordEndsTheExtraction() throws IOException {
    Example example = example();
    example.fitted().write(base.resolve("features"));
    Path input = withBadRecords();

    String failure =
        failureOf(
            "extract",
            "--features=" + base.resolve("features"),
            "--input=" + input,
            "--output=" + output);

    assertTrue(failure.startsWith("extract: file:"), failure);
    assertTrue(failure.contains("bad.jsonl:2: "), failure);
    assertFalse(Files.exists(output.resolve("_SUCCESS")));
  }

  /**
   * With adaptive execution, the default, a shuffle without rows may make what counts go, and who
   * asks for it would wait for ever (SPARK-54620).
   */
  @ParameterizedTest
  @CsvSource({"training, false", "training, true", "parquet, true", "csv, true"})
  @Timeout(120)
  void noVectorIsNoOutput(String format, boolean adaptive) throws IOException {
    spark.session().conf().set("spark.sql.adaptive.enabled", adaptive);
    example().fitted().write(base.resolve("features"));
    Path input = file("bad.jsonl", "{", "{", "[]");

    String failure =
        failureOf(
            "extract",
            "--features=" + base.resolve("features"),
            "--input=" + input,
            "--output=" + output,
            "--format=" + format,
            "--partitions=2",
            "--skip-rejected");

    assertEquals("extract: no record made a vector; nothing was written", failure);
    assertFalse(Files.exists(output));
  }

  @Test
  void aFileThatIsCutIsNamed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (String record : example().records()) {
        out.write((record + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    Path input = Files.write(base.resolve("half.jsonl.gz"), half);

    String failure = failureOfFit(input);

    assertTrue(failure.contains("half.jsonl.gz: cannot be read: "), failure);
    assertFalse(Files.exists(output));
  }

  @Test
  void aFileThatTheClusterCannotUnpackIsNamed() throws IOException {
    Path input = file("records.jsonl.zst", "whatever");

    assertTrue(
        failureOfFit(input)
            .endsWith(
                "records.jsonl.zst: cannot be unpacked: .zst needs Hadoop's native library with"
                    + " zstd, which this cluster lacks; give .gz or plain files"));
  }

  @Test
  void aRecordThatIsTooLongIsNamed() throws IOException {
    String good = example().records().get(0);
    Path input = file("long.jsonl", good, " ".repeat(30 << 20) + good);

    String failure = failureOfFit(input);

    assertTrue(failure.contains("long.jsonl"), failure);
    assertTrue(failure.contains("is longer than 25 MiB; expected one record"), failure);
  }

  @Test
  void inputThatIsNotThereIsNamed() throws IOException {
    assertTrue(failureOfFit(base.resolve("none")).contains(base.resolve("none").toString()));
  }

  /** Its jar is one of the cluster's; it is no format of a table. */
  @Test
  void aFileSystemThatTheClusterLacksIsNamed() throws IOException {
    List<String> arguments =
        List.of(
            "fit",
            "--definition=" + example().definition(),
            "--input=s3a://bucket/records",
            "--output=" + output);
    String[] ofTable =
        Stream.concat(arguments.stream(), Stream.of("--column=record")).toArray(String[]::new);

    for (String[] given : List.of(arguments.toArray(String[]::new), ofTable)) {
      String failure = failureOf(given);
      assertTrue(failure.startsWith("fit: s3a://bucket/records: cannot be read as "), failure);
      assertTrue(failure.endsWith("S3AFileSystem not found"), failure);
    }
  }

  @Test
  void aNativeLibraryThatIsMissingIsNoOtherJar() {
    SparkException thrown = new SparkException("task", new UnsatisfiedLinkError("no zstd-jni"));

    assertTrue(JobFailure.rootOf(JobFailure.of("fit", thrown)) instanceof UnsatisfiedLinkError);
  }

  @Test
  void aDefinitionIsReadBeforeTheClusterBegins() throws IOException {
    Path definition = file("features.json", "{\"name\": 1}");

    String failure =
        failureOf(
            "fit",
            "--definition=" + definition,
            "--input=" + base.resolve("none"),
            "--output=" + output);

    assertTrue(failure.startsWith("fit: "), failure);
    assertTrue(failure.contains("name"), failure);
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path input = withBadRecords();
    Files.createDirectory(output);
    Files.writeString(output.resolve("old"), "");

    String failure = failureOfFit(input);

    assertEquals("fit: " + output + ": is not empty; name another folder, or remove it", failure);
  }

  @Test
  void noRecordIsNoFit() throws IOException {
    assertEquals(
        "fit: no training record to fit; nothing was written", failureOfFit(file("empty.jsonl")));
  }

  @Test
  void aColumnIsNamedThatCannotBeRead() throws IOException {
    Path table = base.resolve("table");
    spark
        .session()
        .sql("select named_struct('amount', 1.0D) as record, '{}' as other")
        .write()
        .parquet(table.toString());

    assertEquals(
        "fit: there is no column order; the table has record, other",
        failureOfFit(table, "--column=order"));
    assertEquals(
        "fit: column record is struct<amount:double>; expected the JSON of a record as text or"
            + " bytes, as numbers must stay as they were written",
        failureOfFit(table, "--column=record"));
  }

  @Test
  void wrongUsageSaysWhereHelpIs() {
    assertTrue(failureOf("fit").endsWith("; see spark-features fit --help"));
    assertTrue(failureOf("fitt").endsWith("; see spark-features --help"));
    assertTrue(failureOf().contains("Missing command"));
  }
}
