package io.tandem.sparkfeatures;

import org.apache.spark.sql.SparkSession;

/** What a command works with: the session of the platform. */
final class ClusterSession {
  private ClusterSession() {}

  /** That of the platform; where there is none, one by the properties of the process. */
  static SparkSession get() {
    return SparkSession.builder().appName("spark-features").getOrCreate();
  }
}
