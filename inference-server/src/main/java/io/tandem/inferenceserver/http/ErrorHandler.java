package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.log.RedactedThrowable;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/** The only catch-all: a bug or an outage gets an id, one log line, and a 500 that says the id. */
final class ErrorHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

  private final HttpHandler next;
  private final Responses responses;

  ErrorHandler(HttpHandler next, Responses responses) {
    this.next = next;
    this.responses = responses;
  }

  @Override
  @SuppressWarnings("CatchAllThrowable")
  public void handleRequest(HttpServerExchange exchange) {
    try {
      next.handleRequest(exchange);
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
