package io.tandem.localsagemaker.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A container program for tests. It writes its name and the headers it got behind the body, unless
 * the body holds a word of the form {@code name:order[:number]} for it.
 */
final class TestContainer {
  private final String name;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile byte[] parameters = new byte[0];

  private TestContainer(String name) {
    this.name = name;
  }

  public static void main(String[] arguments) throws IOException {
    var environment = System.getenv();
    String name = environment.getOrDefault("TEST_NAME", "unnamed");
    System.out.println("{\"container\":\"" + name + "\",\"argument\":\"" + arguments[0] + "\"}");
    if ("crash".equals(environment.get("TEST_START"))) {
      System.err.println("cannot load the model of " + name);
      System.exit(7);
    }
    var container = new TestContainer(name);
    int port = Integer.parseInt(environment.get("SAGEMAKER_BIND_TO_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    int ping = "never".equals(environment.get("TEST_START")) ? 503 : 200;
    server.createContext("/ping", exchange -> answer(exchange, ping, new byte[0]));
    server.createContext("/invocations", container::invoke);
    server.createContext("/execution-parameters", container::parameters);
    if ("true".equals(environment.get("SAGEMAKER_MULTI_MODEL"))) {
      int room = Integer.parseInt(environment.getOrDefault("TEST_ROOM", "1"));
      server.createContext("/models", new FakeModels(room, System.out::println));
    }
    server.start();
  }

  /** A POST sets what a GET answers and begins to count anew: one process for many tests. */
  private void parameters(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("POST")) {
      parameters = exchange.getRequestBody().readAllBytes();
      calls.set(0);
      mostAtOnce.set(0);
      answer(exchange, 200, new byte[0]);
    } else {
      answer(exchange, parameters.length == 0 ? 404 : 200, parameters);
    }
  }

  private void invoke(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    if ("text/stream".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      measure(exchange);
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    var text = new String(body, ISO_8859_1);
    var order = Pattern.compile(name + ":([a-z]+):?([0-9]*)").matcher(text);
    if (order.find()) {
      obey(exchange, body, order.toMatchResult());
    } else {
      trace(exchange, text);
    }
  }

  private void obey(HttpExchange exchange, byte[] body, MatchResult order) throws IOException {
    switch (order.group(1)) {
      case "fail" ->
          answer(exchange, Integer.parseInt(order.group(2)), "it is too odd".repeat(200));
      case "size" -> answer(exchange, 200, new byte[Integer.parseInt(order.group(2))]);
      case "echo" -> answer(exchange, 200, body);
      case "echoed" -> answer(exchange, 200, strip(body));
      case "length" -> answer(exchange, 200, body.length + "\n");
      case "calls" -> answer(exchange, 200, calls.get() + "\n");
      case "recover" -> {
        boolean recovered = calls.get() > Integer.parseInt(order.group(2));
        answer(exchange, recovered ? 200 : 503, "call " + calls.get());
      }
      case "peak" -> peak(exchange);
      case "die" -> Runtime.getRuntime().halt(3);
      case "reset" -> exchange.close();
      case "hang" -> hang();
      case "peer" -> answer(exchange, 200, "" + exchange.getRemoteAddress().getPort());
      case "environment" -> answer(exchange, 200, environment());
      case "lines" -> lines(exchange, new String(body, UTF_8));
      default -> throw new IllegalArgumentException(order.group());
    }
  }

  /** One line for each line, later for shorter ones; a line with "bad" fails the call. */
  private static void lines(HttpExchange exchange, String body) throws IOException {
    if (body.contains("bad")) {
      answer(exchange, 400, "{\"error\":\"line 1 is bad\"}");
      return;
    }
    boolean csv = body.contains("csv");
    var out = new StringBuilder();
    body.lines()
        .forEach(
            line ->
                out.append(csv ? line.length() + ",x" : "{\"length\":" + line.length() + "}")
                    .append('\n'));
    if (body.contains("short")) {
      out.setLength(out.indexOf("\n") + 1);
    }
    answer(exchange, 200, out.toString());
  }

  /** Answers how many calls of this kind there have been at one time. */
  private void peak(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    LockSupport.parkNanos(150_000_000);
    atOnce.decrementAndGet();
    answer(exchange, 200, mostAtOnce.get() + "\n");
  }

  /** Of a body that is too long to be held. */
  private static void measure(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    long length = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    answer(
        exchange,
        200,
        "%d bytes, Content-Length %s, Transfer-Encoding %s"
            .formatted(
                length, headers.getFirst("Content-Length"), headers.getFirst("Transfer-Encoding")));
  }

  /** The body without the line feed at its end. */
  private static byte[] strip(byte[] body) {
    boolean ended = body.length > 0 && body[body.length - 1] == '\n';
    return Arrays.copyOf(body, ended ? body.length - 1 : body.length);
  }

  private void trace(HttpExchange exchange, String body) throws IOException {
    var headers = exchange.getRequestHeaders();
    var seen = new StringBuilder(body).append('|').append(name);
    for (String header :
        new String[] {
          "Content-Type", "Accept", "X-Amzn-SageMaker-Custom-Attributes", "Authorization"
        }) {
      seen.append(' ').append(headers.getFirst(header));
    }
    exchange.getResponseHeaders().set("Content-Type", "text/" + name + "; part=\"1, 2\"");
    String attributes = headers.getFirst("X-Amzn-SageMaker-Custom-Attributes");
    if (attributes != null) {
      exchange
          .getResponseHeaders()
          .set("X-Amzn-SageMaker-Custom-Attributes", attributes + "-from-" + name);
    }
    answer(exchange, 200, seen.toString());
  }

  private static String environment() throws IOException {
    var out = new StringBuilder();
    new TreeMap<>(System.getenv()).forEach((key, value) -> out.append(key + "=" + value + "\n"));
    Path model = Path.of(System.getenv("SAGEMAKER_BASE_DIR"), "model");
    try (var files = Files.walk(model)) {
      files
          .sorted()
          .forEach(
              file ->
                  out.append(
                      "%s %s\n"
                          .formatted(
                              model.relativize(file), file.toFile().canExecute() ? "x" : "-")));
    }
    return out.toString();
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    answer(exchange, status, body.getBytes(UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
