package io.tandem.localsagemaker.endpoint;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Gives every answer the id that the AWS SDKs show with it, errors included. */
public final class RequestId implements HttpHandler {
  private static final HttpString HEADER = new HttpString("x-amzn-RequestId");

  private final HttpHandler next;

  public RequestId(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    // Unique enough to find an answer again; needs no secrecy, so no secure random numbers.
    var random = ThreadLocalRandom.current();
    exchange
        .getResponseHeaders()
        .put(HEADER, new UUID(random.nextLong(), random.nextLong()).toString());
    next.handleRequest(exchange);
  }

  /** The one that the answer carries. */
  static String of(HttpServerExchange exchange) {
    return exchange.getResponseHeaders().getFirst(HEADER);
  }
}
