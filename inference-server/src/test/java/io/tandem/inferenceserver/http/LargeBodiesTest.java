package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.Lease;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arrays are lent again: what was in them must not come out. */
final class LargeBodiesTest {
  private final InferenceServer server =
      InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Random random = new Random(3);

  /** Answers more than a connection takes while nobody reads it. */
  private static final class LargeAnswer implements CsvInference {
    private static final int BYTES = 32 << 20;

    private final AtomicReference<WeakReference<byte[]>> body = new AtomicReference<>();

    @Override
    public InvocationResult invoke(Invocation invocation) {
      body.set(new WeakReference<>(invocation.body().array()));
      return InvocationResult.Answered.of(ByteBuffer.allocate(BYTES));
    }
  }

  /** Answers the body in many pieces. */
  private static final class Echo implements CsvInference {
    private static final int PIECE = 100_003;

    @Override
    public InvocationResult invoke(Invocation invocation) {
      byte[] body = invocation.body().toByteArray();
      List<ByteBuffer> pieces = new ArrayList<>();
      for (int begin = 0; begin < body.length; begin += PIECE) {
        pieces.add(ByteBuffer.wrap(body, begin, Math.min(PIECE, body.length - begin)));
      }
      return new InvocationResult.Answered(pieces, Lease.NONE);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aBodyIsItsOwnWhateverWasBefore() throws Exception {
    server.serve(new Echo());
    for (int bytes : new int[] {3_000_000, 3_000_000, 2_000_000, 20_000_000, 1_600_000, 10}) {
      byte[] body = bytes(bytes);

      assertArrayEquals(body, answer(BodyPublishers.ofByteArray(body)));
      assertArrayEquals(body, answer(chunked(body)));
    }
  }

  /** It counts no more, so it must be gone: callers that are slow may be many. */
  @Test
  void aBodyIsNotKeptWhileItsAnswerIsTaken() throws Exception {
    LargeAnswer inference = new LargeAnswer();
    server.serve(inference);
    byte[] body = bytes(20_000);
    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head =
          """
          POST /invocations HTTP/1.1
          Host: a
          Connection: close
          Content-Type: text/csv
          Content-Length: 20000

          """
              .replace("\n", "\r\n");
      caller.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      caller.getOutputStream().write(body);
      assertEquals('H', caller.getInputStream().read());

      assertTrue(isCollected(inference.body.get()));
      assertTrue(caller.getInputStream().readAllBytes().length > LargeAnswer.BYTES);
    }
  }

  private static boolean isCollected(WeakReference<?> reference) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (reference.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    return reference.get() == null;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Of a length that nobody announces. */
  private static BodyPublisher chunked(byte[] body) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
  }

  private byte[] answer(BodyPublisher body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
            .header("Content-Type", MediaType.CSV)
            .POST(body)
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, response.statusCode());
    return response.body();
  }
}
