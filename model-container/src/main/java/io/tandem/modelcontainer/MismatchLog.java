package io.tandem.modelcontainer;

import io.tandem.inferenceserver.InvocationResult.Rejected;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the log of vectors that were not made for the model, once for each fingerprint that came:
 * in a pipeline the caller sees nothing but a status. Thread-safe.
 */
final class MismatchLog {
  /** A caller may make up fingerprints. */
  private static final int MOST = 16;

  private final Consumer<String> log;
  private final Set<String> told = new HashSet<>();

  MismatchLog(Consumer<String> log) {
    this.log = log;
  }

  /**
   * @param refusal its detail has both fingerprints, and nothing else of the caller's
   */
  synchronized void seen(Rejected refusal) {
    if (told.size() < MOST && told.add(refusal.detail())) {
      log.accept(
          "vectors were refused ("
              + refusal.detail()
              + "): deploy the feature set that the model was trained with, or train the model on"
              + " vectors of this one"
              + (told.size() == MOST ? "; further fingerprints are not told" : ""));
    }
  }
}
