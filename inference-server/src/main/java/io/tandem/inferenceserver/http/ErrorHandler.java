package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.log.RedactedThrowable;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * The only catch-all: a bug or an outage gets an id, one log line, and a 500 with that id. One
 * instance serves the request chain and what runs after it on other threads. Thread-safe.
 */
final class ErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

  private final Responses responses;

  ErrorHandler(Responses responses) {
    this.responses = responses;
  }

  HttpHandler before(HttpHandler next) {
    return exchange -> run(next, exchange);
  }

  /** Throws nothing. */
  @SuppressWarnings("CatchAllThrowable")
  void run(HttpHandler handler, HttpServerExchange exchange) {
    try {
      handler.handleRequest(exchange);
    } catch (Throwable e) {
      String id = UUID.randomUUID().toString();
      LOG.error("invocation failed, id {}", id, RedactedThrowable.of(e));
      if (exchange.isResponseStarted()) {
        IoUtils.safeClose(exchange.getConnection());
      } else {
        responses.internalError(exchange, id);
      }
    }
  }
}
