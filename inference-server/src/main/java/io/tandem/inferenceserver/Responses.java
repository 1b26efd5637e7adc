package io.tandem.inferenceserver;

import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** Writes responses: always with a length, errors as small JSON. */
final class Responses {
  /** The platform hands an error body on to the caller up to 2 KB. */
  private static final int MAX_ERROR_BYTES = 2000;

  /** After that a caller that does not read its answer loses its connection. */
  private static final int SEND_SECONDS = 60;

  private Responses() {}

  static void send(HttpServerExchange exchange, int status, String contentType, byte[] body) {
    send(exchange, status, contentType, List.of(ByteBuffer.wrap(body)));
  }

  /**
   * @param body in pieces, one after the other
   */
  static void send(
      HttpServerExchange exchange, int status, String contentType, List<ByteBuffer> body) {
    long length = 0;
    for (ByteBuffer piece : body) {
      length += piece.remaining();
    }
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
    exchange.setResponseContentLength(length);
    if (length == 0) {
      exchange.endExchange();
      return;
    }
    if (body.size() == 1) {
      exchange.getResponseSender().send(body.getFirst());
    } else {
      exchange.getResponseSender().send(body.toArray(ByteBuffer[]::new));
    }
    if (!exchange.isResponseComplete()) {
      closeUnlessReadInTime(exchange);
    }
  }

  private static void closeUnlessReadInTime(HttpServerExchange exchange) {
    XnioExecutor.Key timeout =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()), SEND_SECONDS, TimeUnit.SECONDS);
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          timeout.remove();
          next.proceed();
        });
  }

  static void reject(HttpServerExchange exchange, Rejected rejected) {
    error(exchange, rejected.reason().status(), rejected.reason().code(), rejected.detail());
  }

  /** Whatever of the request is still on its way is read and dropped, within bounds. */
  static void error(HttpServerExchange exchange, int status, String code, String detail) {
    sendThenDrain(exchange, status, errorBody(code, detail));
  }

  /** Says nothing but the id, under which the log has the rest. */
  static void internalError(HttpServerExchange exchange, String id) {
    String body = new JsonText().put("error", "internal_error").put("id", id).end();
    sendThenDrain(exchange, 500, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void sendThenDrain(HttpServerExchange exchange, int status, byte[] body) {
    if (exchange.isRequestComplete()) {
      send(exchange, status, MediaType.JSON, body);
      return;
    }
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, MediaType.JSON);
    exchange.setResponseContentLength(body.length);
    exchange
        .getResponseSender()
        .send(
            ByteBuffer.wrap(body),
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange sent, Sender sender) {
                RequestDrain.start(sent);
              }

              @Override
              public void onException(HttpServerExchange sent, Sender sender, IOException e) {
                IoUtils.safeClose(sent.getConnection());
              }
            });
  }

  private static byte[] errorBody(String code, String detail) {
    String shown = detail;
    while (true) {
      String json = new JsonText().put("error", code).put("detail", shown).end();
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      if (body.length <= MAX_ERROR_BYTES) {
        return body;
      }
      shown = shown.substring(0, shown.length() / 2) + "...";
    }
  }
}
