package io.tandem.workbench;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.log.RedactedThrowable;
import io.tandem.workbench.page.OwnRequests;
import io.tandem.workbench.page.Page;
import io.tandem.workbench.pair.OrderFile;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page and what it asks, on the loopback address. Nothing of an order is logged. */
final class WorkbenchServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkbenchServer.class);

  /** So much of a refused body is still read, so that the browser reads the answer. */
  private static final long MAX_READ_BYTES = 64L << 20;

  private static final int THREADS = 4;

  /** Written out: the JVM's own word for it opens a socket to look for it. */
  private static final String LOOPBACK = "127.0.0.1";

  private final Undertow undertow;

  private WorkbenchServer(Undertow undertow) {
    this.undertow = undertow;
  }

  /**
   * @param port 0 for any free one
   * @throws ContainerException when it is in use
   */
  static WorkbenchServer start(int port, WorkbenchApi api) {
    Undertow undertow =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(THREADS)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_READ_BYTES)
            .addHttpListener(
                port, LOOPBACK, new OwnRequests(new BlockingHandler(guarded(routes(api)))))
            .build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException) {
        throw new ContainerException(
            "port %d is in use: choose another with --port, or stop what listens there"
                .formatted(port),
            e);
      }
      throw e;
    }
    return new WorkbenchServer(undertow);
  }

  private static HttpHandler routes(WorkbenchApi api) {
    String description = api.description();
    return new RoutingHandler()
        .get("/", Page.read())
        .get("/workbench", exchange -> json(exchange, description))
        .get(
            "/orders/{line}",
            exchange -> {
              PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
              String line = match.getParameters().getOrDefault("line", "");
              answer(exchange, api.order(line), 404, "there is no order on this line");
            })
        .post(
            "/orders",
            exchange ->
                answerBody(exchange, api::list, "expected a JSON string that the orders hold"))
        .post(
            "/explanation",
            exchange -> {
              Deque<String> language = exchange.getQueryParameters().get("language");
              String asked = language == null ? "" : language.getFirst();
              answerBody(
                  exchange, order -> Optional.of(api.explain(order, asked)), "expected an order");
            })
        .setInvalidMethodHandler(exchange -> refuse(exchange, 405, "method not allowed"))
        .setFallbackHandler(exchange -> refuse(exchange, 404, "there is no such page"));
  }

  /** What is thrown may quote an order: its message is neither logged nor sent. */
  private static HttpHandler guarded(HttpHandler next) {
    return exchange -> {
      try {
        next.handleRequest(exchange);
      } catch (IOException e) {
        exchange.endExchange(); // The caller has gone.
      } catch (Exception e) {
        LOG.error("a request could not be answered", RedactedThrowable.of(e));
        refuse(exchange, 500, "the workbench failed; its terminal says where");
      }
    };
  }

  private static void answerBody(
      HttpServerExchange exchange, Function<byte[], Optional<String>> api, String expected)
      throws IOException {
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      refuse(exchange, 415, "expected application/json");
      return;
    }
    byte[] body = exchange.getInputStream().readNBytes(OrderFile.MAX_ORDER_BYTES + 1);
    if (body.length > OrderFile.MAX_ORDER_BYTES) {
      refuse(exchange, 413, "larger than 1 MiB; " + expected);
      return;
    }
    answer(exchange, api.apply(body), 400, expected);
  }

  private static void answer(
      HttpServerExchange exchange, Optional<String> json, int status, String otherwise) {
    if (json.isPresent()) {
      json(exchange, json.get());
    } else {
      refuse(exchange, status, otherwise);
    }
  }

  private static void json(HttpServerExchange exchange, String json) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(json);
  }

  private static void refuse(HttpServerExchange exchange, int status, String detail) {
    if (exchange.isResponseStarted()) {
      exchange.endExchange();
      return;
    }
    exchange.setStatusCode(status);
    json(exchange, "{\"error\":\"" + detail + "\"}");
  }

  /** {@code http://127.0.0.1:4711/} */
  String address() {
    var listening = (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    return "http://" + LOOPBACK + ":" + listening.getPort() + "/";
  }

  @Override
  public void close() {
    undertow.stop();
  }
}
