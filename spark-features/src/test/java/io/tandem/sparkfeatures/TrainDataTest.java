package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster makes of records is what one machine makes of them. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class TrainDataTest {
  private static final int RECORDS = 1_000;

  private static LocalSpark spark;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    spark = new LocalSpark();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @TestFactory
  Stream<DynamicTest> anySplitGivesTheFilesAndVectorsOfOneMachine() throws IOException {
    List<Integer> anySplit = List.of(1, 2, 7, 64);
    List<DynamicTest> tests = new ArrayList<>();
    for (Example all : Example.all()) {
      Example example = all.limit(RECORDS);
      FeatureSet fitted = example.fitted();
      String name = example.name();
      // The others have fewer ways to learn.
      for (int parts : name.equals("deferred-payment") ? anySplit : List.of(7)) {
        tests.add(
            DynamicTest.dynamicTest(
                name + " in " + parts,
                () -> assertSame(example, fitted, parts, folder.resolve(name + "-" + parts))));
      }
    }
    return tests.stream();
  }

  private static void assertSame(Example example, FeatureSet fitted, int parts, Path base)
      throws IOException {
    Path input = Files.createDirectories(base.resolve("input"));
    Path records = example.writeTo(input.resolve("records.jsonl"));
    Files.writeString(input.resolve("empty.jsonl"), "");
    Files.writeString(input.resolve("blank.jsonl"), "\n \n\r\n");
    spark.inParts((Files.size(records) + parts) / parts);
    Path output = base.resolve("output");

    LocalSpark.run(
        "train-data",
        "--definition=" + example.definition(),
        "--input=" + input,
        "--output=" + output);

    Example.assertFiles(fitted.files(), output.resolve("features"));
    assertEquals(
        Example.vectors(fitted, example.records()), vectors(fitted, output.resolve("vectors")));
  }

  /** Of all files, in the order of their names; each begins with the fingerprints. */
  private static List<String> vectors(FeatureSet features, Path output) throws IOException {
    assertTrue(Files.exists(output.resolve("_SUCCESS")));
    String head =
        "#tandem schema=%s semantics=%s"
            .formatted(features.schemaFingerprint(), features.semanticsFingerprint());
    List<String> vectors = new ArrayList<>();
    for (Path part : parts(output)) {
      List<String> lines = Files.readAllLines(part, StandardCharsets.US_ASCII);
      if (!lines.isEmpty()) {
        assertEquals(head, lines.get(0));
        vectors.addAll(lines.subList(1, lines.size()));
      }
    }
    return vectors;
  }

  private static List<Path> parts(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void theArchiveIsWhatServingLoads() throws Exception {
    Example example = Example.of("german-credit", "records.jsonl.gz");
    Path records = example.writeTo(folder.resolve("archive.jsonl"));
    Path output = folder.resolve("archive");

    LocalSpark.run(
        "fit", "--definition=" + example.definition(), "--input=" + records, "--output=" + output);

    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    Process tar =
        new ProcessBuilder("tar", "-xzf", output.resolve("model.tar.gz").toString())
            .directory(unpacked.toFile())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
    FeatureSet read = FeatureSet.read(unpacked);
    read.verifyGolden();
    assertEquals(example.fitted().semanticsFingerprint(), read.semanticsFingerprint());
  }

  @Test
  void parquetHoldsTheSameValuesAndTheFingerprints() throws IOException {
    Example example = Example.of("deferred-payment", "sample.jsonl.gz").limit(RECORDS);
    FeatureSet fitted = example.fitted();
    Path records = example.writeTo(folder.resolve("parquet.jsonl"));
    spark.inParts(Files.size(records));
    Path features = folder.resolve("parquet-features");
    fitted.write(features);
    Path output = folder.resolve("parquet");

    LocalSpark.run(
        "extract",
        "--features=" + features,
        "--input=" + records,
        "--output=" + output,
        "--format=parquet");

    Dataset<Row> rows = spark.session().read().parquet(output.toString());
    Metadata metadata = rows.schema().apply("features").metadata();
    assertEquals(fitted.schemaFingerprint(), metadata.getString("schema"));
    assertEquals(fitted.semanticsFingerprint(), metadata.getString("semantics"));
    List<String> lines = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      List<Float> values = row.getList(1);
      float[] vector = new float[values.size() + 1];
      vector[0] = (float) row.getDouble(0);
      for (int i = 0; i < values.size(); i++) {
        vector[i + 1] = values.get(i);
      }
      lines.add(Example.line(vector));
    }
    assertEquals(Example.vectors(fitted, example.records()), lines);
  }

  @Test
  void recordsMayStandInAColumnOfATable() throws IOException {
    Example example = Example.of("german-credit", "records.jsonl.gz");
    Path records = example.writeTo(folder.resolve("column.jsonl"));
    Path table = folder.resolve("table");
    spark
        .session()
        .read()
        .text(records.toString())
        .withColumnRenamed("value", "order_json")
        .write()
        .parquet(table.toString());
    Path output = folder.resolve("column");

    LocalSpark.run(
        "fit",
        "--definition=" + example.definition(),
        "--input=" + table,
        "--column=order_json",
        "--output=" + output);

    Example.assertFiles(example.fitted().files(), output);
  }

  @Test
  void rowsMayBeSpreadOverAnyNumberOfFiles() throws IOException {
    Example example = Example.of("deferred-payment", "sample.jsonl.gz").limit(RECORDS);
    FeatureSet fitted = example.fitted();
    Path records = example.writeTo(folder.resolve("spread.jsonl"));
    spark.inParts(Files.size(records) / 8);
    Path features = folder.resolve("spread-features");
    fitted.write(features);
    Path output = folder.resolve("spread");

    LocalSpark.run(
        "extract",
        "--features=" + features,
        "--input=" + records,
        "--output=" + output,
        "--partitions=3");

    assertEquals(3, parts(output).size());
    List<String> expected = new ArrayList<>(Example.vectors(fitted, example.records()));
    List<String> found = new ArrayList<>(vectors(fitted, output));
    expected.sort(null);
    found.sort(null);
    assertEquals(expected, found);
  }

  @Test
  void bareOrdersBecomeCsvWithoutHead() throws IOException {
    Example example = Example.of("deferred-payment", "sample.jsonl.gz").limit(1);
    FeatureSet fitted = example.fitted();
    Path features = folder.resolve("bare-features");
    fitted.write(features);
    byte[] order = fitted.goldenOrders().get(0);
    Path input = folder.resolve("bare.jsonl");
    Files.write(input, order);
    Path output = folder.resolve("bare");

    LocalSpark.run(
        "extract",
        "--features=" + features,
        "--input=" + input,
        "--output=" + output,
        "--format=csv");

    float[] vector =
        ((io.tandem.sharedfeatures.Extraction.Vector) fitted.orders().extract(order)).values();
    assertArrayEquals(
        new String[] {Example.line(vector)}, Files.readAllLines(parts(output).get(0)).toArray());
  }
}
