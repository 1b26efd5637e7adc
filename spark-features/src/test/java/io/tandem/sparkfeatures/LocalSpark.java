package io.tandem.sparkfeatures;

import org.apache.spark.sql.SparkSession;

/** A session of two cores in this process, which the commands find. */
final class LocalSpark implements AutoCloseable {
  private final SparkSession session;

  LocalSpark() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", false)
            .getOrCreate();
  }

  SparkSession session() {
    return session;
  }

  /** Files are read in parts of this size, the last one smaller. */
  void inParts(long bytes) {
    session.conf().set("spark.sql.files.maxPartitionBytes", bytes);
    session.conf().set("spark.sql.files.openCostInBytes", 1);
    session.conf().set("spark.sql.files.minPartitionNum", 1);
  }

  static void run(String... arguments) {
    SparkFeatures.main(arguments);
  }

  @Override
  public void close() {
    session.stop();
  }
}
