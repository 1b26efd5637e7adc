package io.tandem.localaws.states.execution;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.Flow;
import io.tandem.localaws.states.definition.StateException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Runs a state again as its retriers have it, and catches what its catchers do. */
record Attempts(Run run, Faults faults) {
  interface Attempt {
    /**
     * @param retries 0 of the first
     */
    Step run(int retries) throws StateException, InterruptedException;
  }

  interface Caught {
    /**
     * @param error with Error and Cause
     */
    Step as(Flow flow, Members error) throws StateException, InterruptedException;
  }

  Step run(Attempt attempt, Caught caught) throws StateException, InterruptedException {
    Map<Faults.Retrier, Integer> used = new HashMap<>();
    int retries = 0;
    while (true) {
      StateException failure;
      try {
        return attempt.run(retries);
      } catch (StateException e) {
        failure = e;
      }
      Optional<Faults.Retrier> retrier =
          faults.retriers().stream()
              .filter(one -> Faults.matches(one.errors(), failure.error()))
              .findFirst();
      int retry = retrier.map(one -> used.merge(one, 1, Integer::sum)).orElse(0);
      if (retrier.isPresent() && retry <= retrier.get().attempts()) {
        double seconds = retrier.get().seconds(retry);
        double jitter =
            retrier.get().jitter() ? ThreadLocalRandom.current().nextDouble() * seconds : seconds;
        run.pause(jitter);
        retries++;
      } else {
        return caught(failure, caught);
      }
    }
  }

  private Step caught(StateException failure, Caught caught)
      throws StateException, InterruptedException {
    for (Faults.Catcher catcher : faults.catchers()) {
      if (Faults.matches(catcher.errors(), failure.error())) {
        return caught.as(
            catcher.flow(),
            new Members().text("Error", failure.error()).text("Cause", failure.why()));
      }
    }
    throw failure;
  }
}
