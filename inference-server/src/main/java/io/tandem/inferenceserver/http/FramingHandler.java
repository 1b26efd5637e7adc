package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.body.ChunkedBody;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes only requests whose end is clear (RFC 9112, section 6), so that no byte of one is taken for
 * the next. Undertow has refused malformed heads, repeated lengths and codings, lengths beside a
 * coding and lengths that are no digits before.
 */
final class FramingHandler implements HttpHandler {
  /** More overflow a long, which Undertow does not notice. */
  private static final int MAX_DIGITS = 18;

  private final HttpHandler next;
  private final Responses responses;

  FramingHandler(HttpHandler next, Responses responses) {
    this.next = next;
    this.responses = responses;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap headers = exchange.getRequestHeaders();
    @Nullable String coding = headers.getFirst(Headers.TRANSFER_ENCODING);
    @Nullable String length = headers.getFirst(Headers.CONTENT_LENGTH);
    if (length != null && length.length() > MAX_DIGITS) {
      String detail = "Content-Length: expected at most " + MAX_DIGITS + " digits";
      responses.errorAndClose(exchange, 400, "malformed_request", detail);
    } else if (coding == null) {
      next.handleRequest(exchange);
    } else if (!coding.equalsIgnoreCase("chunked")) {
      String detail = "Transfer-Encoding: expected chunked or none";
      responses.errorAndClose(exchange, 501, "not_implemented", detail);
    } else if (!exchange.isHttp11()) {
      String detail = "Transfer-Encoding: expected none in HTTP/1.0";
      responses.errorAndClose(exchange, 400, "malformed_request", detail);
    } else {
      ChunkedBody.install(exchange);
      next.handleRequest(exchange);
    }
  }
}
