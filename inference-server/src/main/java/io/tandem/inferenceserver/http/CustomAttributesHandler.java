package io.tandem.inferenceserver.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** Sends the caller's custom attributes back with every response; AWS passes on only those. */
final class CustomAttributesHandler implements HttpHandler {
  private static final HttpString NAME = new HttpString("X-Amzn-SageMaker-Custom-Attributes");
  private static final int MAX_LENGTH = 1024;

  private final HttpHandler next;

  CustomAttributesHandler(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    @Nullable String attributes = exchange.getRequestHeaders().getFirst(NAME);
    if (attributes != null && isVisibleAscii(attributes)) {
      exchange.getResponseHeaders().put(NAME, attributes);
    }
    next.handleRequest(exchange);
  }

  /** Those of the request, as they were sent; empty when there are none. */
  static String of(HttpServerExchange exchange) {
    @Nullable String attributes = exchange.getRequestHeaders().getFirst(NAME);
    return attributes == null ? "" : attributes;
  }

  private static boolean isVisibleAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return text.length() <= MAX_LENGTH;
  }
}
