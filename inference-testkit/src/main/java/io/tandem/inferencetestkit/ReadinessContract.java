package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.http.InferenceServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ready is said when it is true, and no longer; settings are as the environment has them. */
interface ReadinessContract extends Contract {
  /** A server that is not ready, to be closed by the test. */
  InferenceServer listening(Map<String, String> environment);

  Inference load();

  @Test
  default void isReadyOnceLoadedAndNotBefore() throws IOException {
    try (InferenceServer server = listening(Map.of())) {
      assertEquals(503, ping(server));
      Answer early = invoke(server);
      assertEquals(503, early.status());
      ErrorBody.of(early).assertError("not_ready");

      server.serve(load());

      assertEquals(200, ping(server));
      assertEquals(200, invoke(server).status());
    }
  }

  @Test
  default void batchTransformGetsItsOwnLimit() throws IOException {
    Map<String, String> environment =
        Map.of("SAGEMAKER_BATCH", "True", "SAGEMAKER_MAX_PAYLOAD_IN_MB", "1");
    try (InferenceServer server = listening(environment)) {
      server.serve(load());
      byte[] body = new byte[2 * BodyContract.MIB + 1];
      Answer answer = Connection.exchange(server.port(), "POST", "/invocations", List.of(), body);
      assertEquals(413, answer.status());
      assertEquals(200, invoke(server).status());
    }
  }

  /** Answers are put one after the other in the output. What is binary has an end of its own. */
  @Test
  default void inBatchTransformEveryTextEndsWithANewline() throws IOException {
    try (InferenceServer server = listening(Map.of("SAGEMAKER_BATCH", "true"))) {
      server.serve(load());
      for (String accept : container().accepts()) {
        List<String> headers = List.of("Accept: " + accept);
        Answer usual = post(headers, firstSample().body());
        Answer answer =
            Connection.exchange(
                server.port(), "POST", "/invocations", headers, firstSample().body());
        assertEquals(200, answer.status(), answer::toString);
        String end = accept.equals("application/json") ? "\n" : "";
        assertEquals(usual.text() + end, answer.text());
        assertTrue(
            accept.equals("application/x-npy") || answer.text().endsWith("\n"), answer::toString);
      }
    }
  }

  @Test
  default void defaultAcceptOfTheEnvironmentTakesThePlaceOfTheDefault() throws IOException {
    String last = container().accepts().getLast();
    Map<String, String> environment = Map.of("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", last);
    try (InferenceServer server = listening(environment)) {
      server.serve(load());
      for (List<String> headers : List.of(List.<String>of(), List.of("Accept: */*"))) {
        Answer answer =
            Connection.exchange(
                server.port(), "POST", "/invocations", headers, firstSample().body());
        assertEquals(200, answer.status(), answer::toString);
        NegotiationContract.assertContentType(last, answer);
      }
    }
  }

  private static int ping(InferenceServer server) throws IOException {
    return Connection.exchange(server.port(), "GET", "/ping", List.of(), NOTHING).status();
  }

  private Answer invoke(InferenceServer server) throws IOException {
    return Connection.exchange(
        server.port(), "POST", "/invocations", List.of(), firstSample().body());
  }
}
