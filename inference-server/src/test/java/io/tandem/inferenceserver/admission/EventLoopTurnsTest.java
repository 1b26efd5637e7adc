package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The watch on an I/O thread of Undertow, which is held until all requests lie before it: so they
 * are one turn. EventLoopWatchTest has the numbers exactly.
 */
final class EventLoopTurnsTest {
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Only work takes time here. */
  private final AtomicLong nanos = new AtomicLong();

  private volatile EventLoopWatch watch = new EventLoopWatch(Duration.ZERO, nanos::get);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ModelQueue model = new ModelQueue();
  private final Undertow server =
      Undertow.builder()
          .setIoThreads(1)
          .setWorkerThreads(1)
          .addHttpListener(0, "127.0.0.1", this::handle)
          .build();
  private final List<Socket> connections = new ArrayList<>();

  private void handle(HttpServerExchange exchange) throws InterruptedException {
    if (exchange.getRequestPath().equals("/hold")) {
      held.countDown();
      release.await();
    } else if (watch.isLate(model, exchange.getIoThread())) {
      exchange.setStatusCode(503);
    } else if (exchange.getRequestPath().equals("/work")) {
      nanos.addAndGet(WORK_NANOS);
    }
    exchange.endExchange();
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (Socket connection : connections) {
      connection.close();
    }
    server.stop();
  }

  @Test
  void aThousandThatComeAtOnceAreAnsweredHoweverLongTheyTake() throws Exception {
    start(Duration.ZERO);

    assertEquals(Map.of(200, 1000), inOneTurn("/work", 1000));
  }

  @Test
  void aQueueThatLastsLosesWhatComesLateInALongTurn() throws Exception {
    start(Duration.ZERO);

    Map<Integer, Integer> statuses = inOneTurn("/work", 1300);

    // The selector gives 1024 connections at a time, and so makes two turns.
    assertEquals(Set.of(200, 503), statuses.keySet());
    assertTrue(statuses.getOrDefault(200, 0) >= 1024, statuses.toString());
    assertEquals(200, status(send("/work")), "the next turn is a new one");
  }

  @Test
  void aQueueIsABurstUntilItHasLasted() throws Exception {
    start(Duration.ofHours(1));

    assertEquals(Map.of(200, 1300), inOneTurn("/work", 1300));
  }

  private void start(Duration burst) {
    watch = new EventLoopWatch(burst, nanos::get);
    server.start();
  }

  private Map<Integer, Integer> inOneTurn(String path, int count) throws Exception {
    List<Socket> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(connect());
    }
    send("/hold");
    held.await();
    for (Socket connection : sent) {
      write(connection, path);
    }
    release.countDown();
    Map<Integer, Integer> statuses = new HashMap<>();
    for (Socket connection : sent) {
      statuses.merge(status(connection), 1, Integer::sum);
    }
    return statuses;
  }

  private Socket connect() throws IOException {
    Socket connection = new Socket();
    connections.add(connection);
    int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
    connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return connection;
  }

  private Socket send(String path) throws IOException {
    Socket connection = connect();
    write(connection, path);
    return connection;
  }

  private static void write(Socket connection, String path) throws IOException {
    connection
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static int status(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    return Integer.parseInt(in.readLine().substring("HTTP/1.1 ".length()).substring(0, 3));
  }
}
