package io.tandem.localaws.states.definition;

import java.util.List;

/** What a state does about errors. */
public record Faults(List<Retrier> retriers, List<Catcher> catchers) {
  public static final String ALL = "States.ALL";
  public static final String TASK_FAILED = "States.TaskFailed";
  public static final String TIMEOUT = "States.Timeout";
  public static final String RUNTIME = "States.Runtime";
  public static final String DATA_LIMIT = "States.DataLimitExceeded";

  public Faults {
    retriers = List.copyOf(retriers);
    catchers = List.copyOf(catchers);
  }

  /**
   * @param interval seconds before the first retry
   * @param backoff what each next one is multiplied with
   * @param maxDelay seconds; infinite without it
   * @param jitter whether the time is random, between 0 and what it would be
   */
  public record Retrier(
      List<String> errors,
      int attempts,
      double interval,
      double backoff,
      double maxDelay,
      boolean jitter) {

    /**
     * @param retry 1 is the first
     */
    public double seconds(int retry) {
      return Math.min(maxDelay, interval * Math.pow(backoff, retry - 1));
    }
  }

  public record Catcher(List<String> errors, Flow flow) {}

  /** Whether a list of names means an error. The two names that mean many do not mean all. */
  public static boolean matches(List<String> names, String error) {
    if (names.contains(error)) {
      return true;
    }
    if (error.equals(RUNTIME) || error.equals(DATA_LIMIT)) {
      return false;
    }
    return names.contains(ALL) || (names.contains(TASK_FAILED) && !error.equals(TIMEOUT));
  }
}
