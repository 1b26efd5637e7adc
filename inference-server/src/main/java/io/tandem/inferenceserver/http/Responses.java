package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.body.CallerTimeouts;
import io.tandem.inferenceserver.body.RequestDrain;
import io.tandem.inferenceserver.log.JsonObjectWriter;
import io.tandem.strictjson.Ellipsis;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xnio.IoUtils;

/** Writes responses: always with a length, errors as small JSON. Thread-safe. */
final class Responses {
  /** The platform hands an error body on to the caller up to 2 KB. */
  private static final int MAX_ERROR_BYTES = 2000;

  /** After that a caller that does not read its answer loses its connection. */
  private static final int SEND_MILLIS = 60_000;

  private static final String STOPPING = "the container is stopping; call another one";

  private final CallerTimeouts timeouts;

  Responses(CallerTimeouts timeouts) {
    this.timeouts = timeouts;
  }

  /** Nothing but a status, once what the request has of a body is read and dropped. */
  void empty(HttpServerExchange exchange, int status) {
    leaveUnasked(exchange);
    exchange.setStatusCode(status);
    RequestDrain.start(exchange, timeouts);
  }

  /** Whatever of the request is still on its way is read and dropped after it, within bounds. */
  void send(HttpServerExchange exchange, int status, String contentType, byte[] body) {
    leaveUnasked(exchange);
    if (exchange.isRequestComplete()) {
      send(exchange, status, contentType, List.of(ByteBuffer.wrap(body)));
      return;
    }
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
    exchange.setResponseContentLength(body.length);
    exchange.getResponseSender().send(ByteBuffer.wrap(body), new Draining());
  }

  private final class Draining implements IoCallback {
    @Override
    public void onComplete(HttpServerExchange sent, Sender sender) {
      RequestDrain.start(sent, timeouts);
    }

    @Override
    public void onException(HttpServerExchange sent, Sender sender, IOException e) {
      IoUtils.safeClose(sent.getConnection());
    }
  }

  /**
   * @param body in pieces, one after the other
   */
  void send(HttpServerExchange exchange, int status, String contentType, List<ByteBuffer> body) {
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

  private void closeUnlessReadInTime(HttpServerExchange exchange) {
    CallerTimeouts.Timeout timeout =
        timeouts.start(
            exchange.getIoThread(), SEND_MILLIS, () -> IoUtils.safeClose(exchange.getConnection()));
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          timeout.cancel();
          next.proceed();
        });
  }

  void reject(HttpServerExchange exchange, Rejected rejected) {
    error(exchange, rejected.reason().status(), rejected.reason().code(), rejected.detail());
  }

  void error(HttpServerExchange exchange, int status, String code, String detail) {
    send(exchange, status, MediaType.JSON, errorBody(code, detail));
  }

  /** The caller may send the body that it was not asked for, or the next request. */
  private static void leaveUnasked(HttpServerExchange exchange) {
    if (!exchange.isRequestComplete() && HttpContinue.requiresContinueResponse(exchange)) {
      close(exchange);
    }
  }

  private static void close(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    if (!exchange.isRequestComplete()) {
      Connectors.terminateRequest(exchange);
    }
  }

  void overloaded(HttpServerExchange exchange) {
    error(
        exchange, 503, "overloaded", "more requests wait than can be answered in time; try again");
  }

  void stopping(HttpServerExchange exchange) {
    error(exchange, 503, "stopping", STOPPING);
  }

  void stoppingAndClose(HttpServerExchange exchange) {
    errorAndClose(exchange, 503, "stopping", STOPPING);
  }

  /** The rest of the request is not waited for, and no other comes after it. */
  void errorAndClose(HttpServerExchange exchange, int status, String code, String detail) {
    close(exchange);
    send(exchange, status, MediaType.JSON, errorBody(code, detail));
  }

  /** Says nothing but the id, under which the log has the rest. */
  void internalError(HttpServerExchange exchange, String id) {
    String body = new JsonObjectWriter().put("error", "internal_error").put("id", id).end();
    send(exchange, 500, MediaType.JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] errorBody(String code, String detail) {
    String shown = detail;
    while (true) {
      String json = new JsonObjectWriter().put("error", code).put("detail", shown).end();
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      if (body.length <= MAX_ERROR_BYTES) {
        return body;
      }
      shown = Ellipsis.shorten(detail, shown.length() / 2);
    }
  }
}
