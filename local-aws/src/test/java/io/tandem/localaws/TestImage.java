package io.tandem.localaws;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that serves, trains or processes, as its argument says, and does nothing without one.
 * The variable TEST_DO makes it fail or hang, for good or while there is a marker, and TEST_SAY
 * makes it say something first; an invocation is answered with its model's text and its body, at
 * once or later, or refused, or ends the program.
 */
final class TestImage {
  /** Of TEST_DO, and of the body of an invocation: a path follows. */
  static final String HANG_WHILE = "hang while ";

  private TestImage() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path base = Path.of(System.getenv("SAGEMAKER_BASE_DIR"));
    String order = System.getenv().getOrDefault("TEST_DO", "");
    System.getenv().getOrDefault("TEST_SAY", "").lines().forEach(System.out::println);
    if (order.equals("fail")) {
      System.out.println("the column amount is missing");
      System.exit(1);
    }
    if (order.equals("hang")) {
      System.out.println("hanging");
      new CountDownLatch(1).await();
    }
    if (order.startsWith(HANG_WHILE)) {
      hangWhile(Path.of(order.substring(HANG_WHILE.length())));
    }
    if (arguments.length == 0) {
      return;
    }
    switch (arguments[0]) {
      case "serve" -> {
        Path weights = base.resolve("model/weights.txt");
        serve(Files.exists(weights) ? Files.readString(weights) : "many");
      }
      case "train" -> {
        if (order.equals("resume")) {
          resume(base.resolve("checkpoints/seen"));
        }
        Files.copy(base.resolve("input/data/train/a.csv"), base.resolve("model/weights.txt"));
      }
      default -> Files.copy(Path.of(arguments[0]), Path.of(arguments[1], "copy.csv"));
    }
  }

  /** Hangs until it begins anew with its checkpoint. */
  private static void resume(Path checkpoint) throws IOException, InterruptedException {
    if (Files.notExists(checkpoint)) {
      Files.createFile(checkpoint);
      new CountDownLatch(1).await();
    }
  }

  private static void serve(String weights) throws IOException {
    int port = Integer.parseInt(System.getenv("SAGEMAKER_BIND_TO_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/ping",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    HttpHandler invocations =
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (body.equals("die")) {
            Runtime.getRuntime().halt(3);
          }
          if (body.equals("hang")) {
            LockSupport.park();
          }
          if (body.startsWith(HANG_WHILE)) {
            hangWhile(Path.of(body.substring(HANG_WHILE.length())));
          }
          if (body.equals("refuse")) {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
            return;
          }
          byte[] answer = (weights + "|" + body).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/csv");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        };
    server.createContext("/invocations", invocations);
    // Of many models, each is loaded at once and answers alike.
    server.createContext(
        "/models",
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("/invoke")) {
            invocations.handle(exchange);
          } else {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          }
        });
    server.start();
  }

  /** While there is a marker, in which each that hangs leaves a byte. */
  private static void hangWhile(Path marker) throws IOException {
    try {
      Files.write(marker, new byte[1], StandardOpenOption.APPEND);
    } catch (NoSuchFileException e) {
      return;
    }
    while (Files.exists(marker)) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
