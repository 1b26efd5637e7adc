package io.tandem.sparkfeatures;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

  /** What a command writes. */
  record Said(String out, String err) {}

  /** Runs a command and keeps what it writes. */
  static Said said(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream toOut = new ByteArrayOutputStream();
    ByteArrayOutputStream toErr = new ByteArrayOutputStream();
    // Not UTF-8, as on some platforms: the command has to see to it.
    System.setOut(new PrintStream(toOut, true, StandardCharsets.US_ASCII));
    System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
    try {
      run(arguments);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Said(toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    session.stop();
  }
}
