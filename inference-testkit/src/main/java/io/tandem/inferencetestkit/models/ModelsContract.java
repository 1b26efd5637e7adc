package io.tandem.inferencetestkit.models;

import java.io.IOException;
import java.util.Map;

/** What every part of the multi-model contract works on. */
interface ModelsContract {
  byte[] NOTHING = {};

  /** Serves all tests that leave it as they found it. */
  Endpoint endpoint();

  /** A new one with further settings, which may not listen yet. */
  Endpoint start(Map<String, String> environment) throws IOException;

  /** Of the container under test. */
  ModelsUnderTest kinds();

  /** A new one that listens. */
  default Endpoint listening(Map<String, String> environment)
      throws IOException, InterruptedException {
    Endpoint started = start(environment);
    try {
      started.awaitListening();
      return started;
    } catch (AssertionError | InterruptedException e) {
      started.close();
      throw e;
    }
  }
}
