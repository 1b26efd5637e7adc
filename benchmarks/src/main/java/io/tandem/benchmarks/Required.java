package io.tandem.benchmarks;

import org.jspecify.annotations.Nullable;

/** What {@code @Setup} makes, which JMH calls before anything else. */
final class Required {
  private Required() {}

  static <T> T of(@Nullable T made) {
    if (made == null) {
      throw new IllegalStateException("prepare has not run");
    }
    return made;
  }
}
