package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.localaws.states.definition.TaskResource;
import io.tandem.strictjson.Json;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * What one attempt of a task asks for.
 *
 * @param deadline in the time of {@link System#nanoTime}; empty without a timeout
 * @param token of this attempt; empty when the task has none
 * @param submitted is told what a job's Create operation has answered
 */
public record TaskCall(
    TaskResource resource,
    Json.Obj arguments,
    Optional<Long> deadline,
    String token,
    Submitted submitted) {
  /** Hears of a job. */
  public interface Submitted {
    void answered(Json.Obj answer) throws StateException;
  }

  /** Of a request without a deadline: what is asked may take as long as an endpoint's model. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * @throws StateException when there is none
   */
  Duration left() throws StateException {
    if (deadline.isEmpty()) {
      return PATIENCE;
    }
    long nanos = deadline.get() - System.nanoTime();
    if (nanos <= 0) {
      throw timedOut();
    }
    return Duration.ofNanos(nanos);
  }

  StateException timedOut() {
    return new StateException(Faults.TIMEOUT, "the task took longer than its TimeoutSeconds");
  }

  /**
   * Puts a member of the arguments into a header, if it is there.
   *
   * @throws StateException when it has a line break, say
   */
  void header(HttpRequest.Builder request, String member, String header) throws StateException {
    String value = text(member);
    if (value.isEmpty()) {
      return;
    }
    try {
      request.header(header, value);
    } catch (IllegalArgumentException e) {
      // Its message has the value, which is not to be told.
      throw new StateException(Faults.TASK_FAILED, member + " cannot be a header");
    }
  }

  /** A text of the arguments. Empty when there is none. */
  String text(String name) {
    return arguments.fields().get(name) instanceof Json.Text text ? text.value() : "";
  }
}
