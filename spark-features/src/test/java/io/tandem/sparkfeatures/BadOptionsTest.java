package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line says what was found in an option and what is expected. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class BadOptionsTest {
  private static LocalSpark spark;

  @TempDir private static Path folder;

  private static Path definition;
  private static Path records;
  private static Path table;
  private static Path features;

  @BeforeAll
  static void start() throws IOException {
    spark = new LocalSpark();
    Example example = Example.of("german-credit", "records.jsonl.gz").limit(50);
    definition = example.definition();
    records = example.writeTo(folder.resolve("records.jsonl"));
    table = folder.resolve("table");
    spark.session().read().text(records.toString()).write().parquet(table.toString());
    features = folder.resolve("features");
    example.fitted().write(features);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static String failureOf(String... arguments) {
    JobFailure failure = assertThrows(JobFailure.class, () -> LocalSpark.run(arguments));
    String message = String.valueOf(failure.getMessage());
    assertEquals(1, message.lines().count(), message);
    assertEquals(0, failure.getStackTrace().length);
    return message;
  }

  private static String fit(String input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("fit", "--definition=" + definition, "--input=" + input, "--output=o"));
    arguments.addAll(List.of(more));
    return failureOf(arguments.toArray(String[]::new));
  }

  private static String extract(String option) {
    return failureOf(
        "extract", "--features=" + features, "--input=" + records, "--output=o", option);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "100001", "2147483648", "many", "1.5", ""})
  void aNumberOfFilesIsAtLeastOneAndOfSomeUse(String partitions) {
    assertEquals(
        "spark-features: Invalid value for option '--partitions': '"
            + partitions
            + "' is not a whole number from 1 to 100000; see spark-features extract --help",
        extract("--partitions=" + partitions));
  }

  @Test
  void formatsAreListed() {
    String failure = extract("--format=orc");

    assertTrue(failure.contains("'--format'"), failure);
    assertTrue(failure.contains("[training, parquet, csv]"), failure);
    assertTrue(failure.contains("'orc'"), failure);
  }

  @Test
  void whatIsGivenNeverMakesASecondLine() {
    assertTrue(extract("--format=a\nERROR b").contains("'a ERROR b'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"definition", "input", "output"})
  void aPathIsNotEmpty(String option) {
    String failure =
        failureOf(
            "fit",
            "--definition=" + (option.equals("definition") ? "" : "d"),
            "--input=" + (option.equals("input") ? " " : "i"),
            "--output=" + (option.equals("output") ? "" : "o"));

    assertTrue(failure.contains("'--" + option + "'"), failure);
    assertTrue(
        failure.endsWith("it is empty; expected a path; see spark-features fit --help"), failure);
  }

  @Test
  void aPathIsOne() {
    assertTrue(fit("a:b:c").contains("'a:b:c' is no path; expected one such as s3://"));
  }

  @Test
  void aFileSystemThatTheClusterLacksIsNamed() {
    assertTrue(fit("nosuch://bucket/records").contains("nosuch"));
    String output =
        failureOf(
            "fit", "--definition=" + definition, "--input=" + records, "--output=nosuch://b/o");
    assertTrue(output.contains("nosuch://b/o: cannot be looked at: "), output);
    String read = failureOf("fit", "--definition=nosuch://b/d", "--input=" + records, "--output=o");
    assertTrue(read.contains("nosuch://b/d: cannot be read: "), read);
  }

  @Test
  void filesAndFoldersAreToldApart() {
    assertEquals(
        "fit: " + folder + ": is a folder; expected a file",
        failureOf("fit", "--definition=" + folder, "--input=" + records, "--output=o"));
    assertEquals(
        "fit: " + records + ": is a file; expected a folder, empty or not there yet",
        failureOf(
            "fit", "--definition=" + definition, "--input=" + records, "--output=" + records));
    assertEquals(
        "extract: " + records + "/features.json: is not there",
        failureOf("extract", "--features=" + records, "--input=" + records, "--output=o"));
  }

  @Test
  void whatCannotBeWrittenIsNamed() {
    Path below = records.resolve("below");

    String failure =
        failureOf("fit", "--definition=" + definition, "--input=" + records, "--output=" + below);

    assertTrue(failure.contains(below.toString()), failure);
    assertFalse(Files.exists(below));
  }

  @Test
  void aColumnIsOfATable() {
    String failure = fit(records.toString(), "--column=record");

    assertTrue(
        failure.startsWith("fit: " + records + ": cannot be read as a table of parquet: "),
        failure);
  }

  @Test
  void aTableNeedsItsColumn() {
    assertTrue(
        fit(table.toString())
            .endsWith(
                ".parquet: is a Parquet file; name the column that holds the records, by --column"));
    assertEquals(
        "fit: --table-format is of tables; name the column of the records too, by --column",
        fit(table.toString(), "--table-format=parquet"));
    assertEquals(
        "fit: --column is empty; expected the name of a column of the table",
        fit(table.toString(), "--column="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delta", "iceberg", "nosuch"})
  void aTableFormatNeedsItsJar(String format) {
    assertEquals(
        "fit: the cluster cannot read a table of "
            + format
            + ": it has no such format, or not its jar (--packages of spark-submit); expected"
            + " parquet, or delta or iceberg with theirs",
        fit(table.toString(), "--column=value", "--table-format=" + format));
  }

  @Test
  void aPatternThatIsNoneIsNamed() {
    assertTrue(fit("records[").contains("records["));
  }
}
