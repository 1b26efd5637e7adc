package io.tandem.inferenceserver.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Lease;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** A body whose sender is always ahead of the reader: a read waits until there is something. */
final class BodyReaderTest {
  private static final int BYTES = 6_000_000;
  private static final long MAX_MILLIS = 60_000;

  private final List<Integer> bytesOfEvents = new ArrayList<>();
  private final BodyPool pool = new BodyPool(64 << 20);
  private final Undertow server =
      Undertow.builder()
          .setIoThreads(1)
          .setWorkerThreads(1)
          .addHttpListener(0, "127.0.0.1", this::handle)
          .build();

  private void handle(HttpServerExchange exchange) {
    exchange.addRequestWrapper((factory, wrapped) -> new AlwaysReady(factory.create()));
    new BodyReader(
            exchange,
            BYTES,
            MAX_MILLIS,
            pool.share(),
            new CallerTimeouts(MAX_MILLIS),
            new Echo(exchange))
        .start();
  }

  /** Counts what is read until it is asked to tell when there is more. */
  private final class AlwaysReady extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private int bytes;

    AlwaysReady(StreamSourceConduit next) {
      super(next);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      int count = super.read(target);
      while (count == 0) {
        Thread.onSpinWait();
        count = super.read(target);
      }
      bytes += Math.max(0, count);
      return count;
    }

    @Override
    public void resumeReads() {
      endEvent();
      super.resumeReads();
    }

    @Override
    public void wakeupReads() {
      endEvent();
      super.wakeupReads();
    }

    private void endEvent() {
      bytesOfEvents.add(bytes);
      bytes = 0;
    }
  }

  private record Echo(HttpServerExchange exchange) implements BodyReceiver {
    @Override
    public void complete(Body body, Lease lease) {
      exchange.getResponseSender().send(ByteBuffer.wrap(body.toByteArray()));
      lease.close();
    }

    @Override
    public void tooLarge() {
      fail();
    }

    @Override
    public void noMemory() {
      fail();
    }

    @Override
    public void tooSlow() {
      fail();
    }

    @Override
    public void malformed(String detail) {
      fail();
    }

    private void fail() {
      exchange.setStatusCode(500);
      exchange.endExchange();
    }
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void aLargeBodyIsReadInTurnsWithTheOtherConnections() throws Exception {
    byte[] body = new byte[BYTES];
    new Random(7).nextBytes(body);
    server.start();
    int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();

    HttpResponse<byte[]> response;
    try (HttpClient client = HttpClient.newHttpClient()) {
      response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                  .version(HttpClient.Version.HTTP_1_1)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
    }

    assertEquals(200, response.statusCode());
    assertEquals(ByteBuffer.wrap(body), ByteBuffer.wrap(response.body()));
    assertTrue(
        bytesOfEvents.size() >= BYTES / (2 * BodyReader.EVENT_BYTES), bytesOfEvents.toString());
    for (int bytes : bytesOfEvents) {
      assertTrue(bytes < 2 * BodyReader.EVENT_BYTES, bytesOfEvents.toString());
    }
  }
}
