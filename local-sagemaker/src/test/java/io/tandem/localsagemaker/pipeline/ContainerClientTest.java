package io.tandem.localsagemaker.pipeline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** A container that closes connections, played by a bare socket. */
final class ContainerClientTest {
  private static final byte[] BODY = "an order".getBytes(US_ASCII);

  private final ByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
  private final XnioWorker worker =
      Xnio.getInstance().createWorkerBuilder().setWorkerIoThreads(1).build();
  private final ServerSocket container;
  private final ContainerClient client;

  ContainerClientTest() throws IOException {
    container = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    client = new ContainerClient("a", container.getLocalPort(), worker, buffers);
  }

  @BeforeEach
  void boundEveryWait() throws IOException {
    container.setSoTimeout(20_000);
  }

  @AfterEach
  void stop() throws Exception {
    container.close();
    worker.shutdownNow();
    worker.awaitTermination(20, TimeUnit.SECONDS);
    buffers.close();
  }

  @Test
  void aKeptConnectionThatTheContainerClosesIsReplaced() throws Exception {
    Future<?> played =
        play(
            () -> {
              try (Socket kept = container.accept()) {
                receive(kept);
                answer(kept, "one");
                receive(kept);
              }
              try (Socket fresh = container.accept()) {
                receive(fresh);
                answer(fresh, "two");
              }
            });

    assertEquals("one", bodyOf(call()));
    assertEquals("two", bodyOf(call()));
    played.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aFreshConnectionThatTheContainerClosesIsBroken() throws Exception {
    Future<?> played =
        play(
            () -> {
              try (Socket fresh = container.accept()) {
                receive(fresh);
              }
            });

    assertInstanceOf(InvocationResult.Broken.class, call());
    played.get(20, TimeUnit.SECONDS);
  }

  private CallResult call() throws Exception {
    var result = new CompletableFuture<CallResult>();
    client.call(
        worker.getIoThread(),
        Methods.POST,
        "/invocations",
        new HeaderMap(),
        new RequestBody.Bytes(BODY),
        AnswerBody.inMemory(1 << 20),
        Duration.ofSeconds(20),
        result::complete);
    return result.get(30, TimeUnit.SECONDS);
  }

  private static String bodyOf(CallResult result) {
    return new String(assertInstanceOf(CallResult.Responded.class, result).body(), US_ASCII);
  }

  private static void receive(Socket connection) throws IOException {
    connection.setSoTimeout(20_000);
    var text = new StringBuilder();
    while (!text.toString().endsWith("an order")) {
      text.append((char) connection.getInputStream().read());
    }
  }

  private static void answer(Socket connection, String body) throws IOException {
    connection
        .getOutputStream()
        .write(
            ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII));
  }

  @FunctionalInterface
  private interface Script {
    void run() throws IOException;
  }

  private static Future<?> play(Script script) {
    var task =
        new FutureTask<>(
            () -> {
              script.run();
              return null;
            });
    Thread.ofVirtual().start(task);
    return task;
  }
}
