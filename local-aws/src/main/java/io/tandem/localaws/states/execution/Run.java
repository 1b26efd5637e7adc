package io.tandem.localaws.states.execution;

import io.tandem.localaws.states.query.Queries;
import io.tandem.localaws.states.task.TaskTokens;
import io.tandem.localaws.states.task.Tasks;
import io.tandem.strictjson.Json;
import java.time.Duration;

/**
 * What all strands of one run share.
 *
 * @param context what {@code $states.context} has of the execution and its machine
 */
public record Run(Json.Obj context, History history, Progress progress, Services services) {

  /**
   * What all executions share.
   *
   * @param hurry what the seconds of Wait and Retry are divided by
   */
  public record Services(
      Queries queries, Tasks tasks, TaskTokens tokens, String region, int hurry) {}

  void pause(double seconds) throws InterruptedException {
    Thread.sleep(Duration.ofNanos((long) (Math.min(seconds, 1e9) / services.hurry() * 1e9)));
  }
}
