package io.tandem.sparkfeatures;

import java.util.Map;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.SparkSession;

/** What a command works with: the session of the platform, and what it counted. */
final class ClusterSession {
  private ClusterSession() {}

  /** That of the platform; where there is none, one by the properties of the process. */
  static SparkSession get() {
    return SparkSession.builder().appName("spark-features").getOrCreate();
  }

  /** By name, once what was observed has run. */
  static Map<String, Object> counts(Observation observation) {
    try {
      return observation.getAsJava();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobFailure("interrupted");
    }
  }
}
