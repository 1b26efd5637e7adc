package io.tandem.localsagemaker.pipeline;

import io.undertow.util.HeaderMap;
import java.nio.charset.StandardCharsets;

/** The result of a pipeline's run. */
public sealed interface InvocationResult {
  /** The last container's answer, with a status of 200 to 299. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  record Answered(int status, HeaderMap headers, byte[] body) implements InvocationResult {}

  /** A container failed; no later one was called. */
  sealed interface Failed extends InvocationResult {
    /** Of the container. */
    String hostname();

    /** What the container said, or what the platform says in its place. */
    String message();

    /** The text of the platform's error. */
    String text();
  }

  /**
   * The container's status was not one of 200 to 299.
   *
   * @param message the beginning of its answer's body
   */
  record Refused(String hostname, int status, String message) implements Failed {
    /** In characters. */
    private static final int MAX_MESSAGE_LENGTH = 2048;

    public static Refused of(String hostname, CallResult.Responded answer) {
      var whole = new String(answer.body(), StandardCharsets.UTF_8);
      return new Refused(
          hostname,
          answer.status(),
          whole.substring(0, Math.min(whole.length(), MAX_MESSAGE_LENGTH)));
    }

    public boolean isClientError() {
      return status / 100 == 4;
    }

    @Override
    public String text() {
      return "Received %s error (%d) from %s with message \"%s\"."
          .formatted(isClientError() ? "client" : "server", status, hostname, message);
    }
  }

  /** The container's answer is longer than the platform passes on. */
  record TooLarge(String hostname, int status, String message) implements Failed {
    @Override
    public String text() {
      return message;
    }
  }

  /** The container gave no answer. The platform calls that a server's error with the status 0. */
  sealed interface NoAnswer extends Failed, CallResult {
    @Override
    default String text() {
      return "Received server error (0) from %s with message \"%s\"."
          .formatted(hostname(), message());
    }
  }

  /** There was no whole answer in time. */
  record TimedOut(String hostname) implements NoAnswer {
    @Override
    public String message() {
      return "Your invocation timed out while waiting for a response from container "
          + hostname
          + ". Review the latency metrics for each container in Amazon CloudWatch, resolve the"
          + " issue, and try again.";
    }
  }

  /** The connection was refused, reset or closed, or what came was not HTTP. */
  record Broken(String hostname, String reason) implements NoAnswer {
    @Override
    public String message() {
      return "The connection to container " + hostname + " broke: " + reason + ".";
    }
  }
}
