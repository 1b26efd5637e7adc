package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A caller that does nothing is no work in progress: it does not keep a container from stopping,
 * and the stop is a good one.
 */
interface StoppingContract extends Contract {
  @Test
  default void callersThatDoNotSendDoNotKeepItFromStopping(@TempDir Path base) throws Exception {
    int port = TestProcess.freePort();
    byte[] body = firstSample().body();
    String length = "Content-Length: " + body.length;
    try (TestProcess process = serve(base, port);
        Connection idle = new Connection(port);
        Connection halfHead = new Connection(port);
        Connection noBody = new Connection(port);
        Connection halfBody = new Connection(port);
        Connection asked = new Connection(port);
        Connection halfChunk = new Connection(port);
        Connection refused = new Connection(port);
        Connection pinging = new Connection(port)) {
      assertEquals(200, idle.exchange("GET", "/ping", List.of(), NOTHING).status());
      halfHead.write("POST /invocations HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
      noBody.head("POST", "/invocations", List.of(), length);
      halfBody.head("POST", "/invocations", List.of(), length);
      halfBody.write(Arrays.copyOf(body, body.length / 2));
      asked.head("POST", "/invocations", List.of("Expect: 100-continue"), length);
      assertEquals(100, asked.answer().status());
      halfChunk.head("POST", "/invocations", List.of("Transfer-Encoding: chunked"));
      halfChunk.chunk(Arrays.copyOf(body, body.length / 2));
      refused.head("POST", "/unknown", List.of(), length);
      assertEquals(404, refused.answer().status());
      pinging.head("POST", "/ping", List.of(), length);
      awaitTaken(port);

      process.terminate();

      for (Connection waiting : List.of(noBody, halfBody, asked, halfChunk)) {
        Answer answer = waiting.answer();
        assertEquals(503, answer.status(), answer::toString);
        assertEquals("close", answer.header("Connection").orElse("none"));
        ErrorBody.of(answer).assertError("stopping");
      }
      assertEquals(ProcessContract.STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
      assertTrue(process.out().getLast().contains("stopped"), process::toString);
      assertEquals(List.of(), process.errors());
    }
  }

  @Test
  default void callerThatSendsAByteNowAndThenDoesNotEither(@TempDir Path base) throws Exception {
    int port = TestProcess.freePort();
    CountDownLatch ended = new CountDownLatch(1);
    try (TestProcess process = serve(base, port);
        Connection trickling = new Connection(port)) {
      trickling.head("POST", "/invocations", List.of(), "Content-Length: 1000000");
      trickling.write(new byte[] {' '});
      awaitTaken(port);
      Thread trickle =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (!ended.await(20, TimeUnit.MILLISECONDS)) {
                        trickling.write(new byte[] {' '});
                      }
                    } catch (IOException | InterruptedException e) {
                      // The server has closed the connection.
                    }
                  });

      try {
        process.terminate();
        assertEquals(ProcessContract.STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
      } finally {
        ended.countDown();
        trickle.join();
      }
    }
  }

  @Test
  default void callerThatDoesNotTakeItsAnswerDoesNotEither(@TempDir Path base) throws Exception {
    int port = TestProcess.freePort();
    try (TestProcess process = serve(base, port);
        Connection deaf = new Connection(port)) {
      byte[] request =
          "GET /execution-parameters HTTP/1.1\r\nHost: a\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII);
      Thread sending =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      // Until its answers fill all buffers on their way.
                      while (true) {
                        deaf.write(request);
                      }
                    } catch (IOException e) {
                      // The server has closed the connection.
                    }
                  });
      awaitTaken(port);

      process.terminate();

      assertEquals(ProcessContract.STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
      sending.join();
    }
  }

  /** What was sent before has been read when the answers to what is sent after it are there. */
  private void awaitTaken(int port) throws IOException {
    // Of every I/O thread, whichever has which connection.
    for (int i = 0; i < 100; i++) {
      assertEquals(200, Connection.exchange(port, "GET", "/ping", List.of(), NOTHING).status());
    }
  }

  /** Ready. */
  private TestProcess serve(Path base, int port) throws IOException, InterruptedException {
    Files.createSymbolicLink(base.resolve("model"), container().model().toAbsolutePath());
    Map<String, String> environment = new HashMap<>(container().environment());
    environment.put("SAGEMAKER_BASE_DIR", base.toString());
    environment.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
    TestProcess process = TestProcess.start(container().main(), environment, "serve");
    process.awaitPing(port, 200);
    return process;
  }
}
