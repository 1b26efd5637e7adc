package io.tandem.sparkfeatures;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Commands in one driver, one after the other, as its start and that of its executors are long. */
final class Commands {
  private static final String NEXT = "then";
  private static final String SETTING = "spark.";

  private final List<String> arguments = new ArrayList<>();
  private int count;

  /**
   * Takes one more.
   *
   * @param settings of Spark's SQL, which hold for the later ones too
   */
  void add(List<String> settings, String... command) {
    arguments.addAll(settings);
    arguments.addAll(List.of(command));
    arguments.add(NEXT);
    count++;
  }

  int count() {
    return count;
  }

  /** Those of the driver, see {@link #main}. */
  List<String> arguments() {
    return arguments;
  }

  public static void main(String[] args) {
    try (SparkSession session = ClusterSession.get()) {
      List<String> command = new ArrayList<>();
      for (String argument : args) {
        if (argument.equals(NEXT)) {
          System.out.println(String.join(" ", command));
          SparkFeatures.main(command.toArray(String[]::new));
          command.clear();
        } else if (argument.startsWith(SETTING)) {
          int end = argument.indexOf('=');
          session.conf().set(argument.substring(0, end), argument.substring(end + 1));
        } else {
          command.add(argument);
        }
      }
    }
  }
}
