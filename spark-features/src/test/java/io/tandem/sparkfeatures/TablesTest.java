package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Tables of other makers, whose jars {@code scripts/spark-versions} puts on the class path. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class TablesTest {
  private static SparkSession session;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    assumeTrue(isThere("io.delta.sql.DeltaSparkSessionExtension"), "no jar of Delta");
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", false)
            // As Delta wants it.
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            // As Iceberg wants it; a table is named by its catalog.
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "hadoop")
            .config("spark.sql.catalog.lake.warehouse", folder.resolve("lake").toString())
            .getOrCreate();
  }

  private static boolean isThere(String name) {
    return TablesTest.class.getResource("/" + name.replace('.', '/') + ".class") != null;
  }

  @AfterAll
  static void stop() {
    if (session != null) {
      session.stop();
    }
  }

  private static Dataset<Row> rows(Example example, String name) throws IOException {
    Path records = example.writeTo(folder.resolve(name + ".jsonl"));
    return session.read().text(records.toString()).withColumnRenamed("value", "order_json");
  }

  private static void assertFits(Example example, String format, String table) throws IOException {
    Path output = folder.resolve(format + "-features");

    LocalSpark.run(
        "fit",
        "--definition=" + example.definition(),
        "--input=" + table,
        "--table-format=" + format,
        "--column=order_json",
        "--output=" + output);

    Example.assertFiles(example.fitted().files(), output);
  }

  @Test
  void deltaIsReadByItsFolder() throws IOException {
    Example example = Example.of("german-credit", "records.jsonl.gz");
    Path table = folder.resolve("delta");
    rows(example, "delta-rows").write().format("delta").save(table.toString());
    // What was deleted stands in the folder still, and no more in the table.
    rows(example.limit(100), "again").write().format("delta").mode("append").save(table.toString());
    session.sql("restore delta.`" + table + "` to version as of 0");

    assertFits(example, "delta", table.toString());
  }

  @Test
  void icebergIsReadByItsName() throws Exception {
    Example example = Example.of("german-credit", "records.jsonl.gz");
    rows(example, "iceberg-rows").writeTo("lake.shop.orders").using("iceberg").create();

    assertFits(example, "iceberg", "lake.shop.orders");
  }
}
