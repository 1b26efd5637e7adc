package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.terminal.Terminal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says now and then how far an object is. For one thread. */
final class Progress {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final String key;
  private final Terminal terminal;
  private final long start = System.nanoTime();
  private long said = start;

  Progress(String key, Terminal terminal) {
    this.key = key;
    this.terminal = terminal;
  }

  void records(long count) {
    if (System.nanoTime() - said > INTERVAL_NANOS) {
      said = System.nanoTime();
      say(count, "so far");
    }
  }

  void done(long count) {
    say(count, "done");
  }

  private void say(long count, String state) {
    double seconds = (System.nanoTime() - start) / 1e9;
    terminal.say(
        String.format(
            Locale.ROOT,
            "%s: %,d records %s, %,.0f a second",
            key,
            count,
            state,
            count / Math.max(seconds, 1e-3)));
  }
}
