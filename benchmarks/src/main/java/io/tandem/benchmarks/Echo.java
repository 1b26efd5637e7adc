package io.tandem.benchmarks;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The yardstick: Undertow as it comes, which reads a body and answers always the same. The port is
 * the only argument.
 */
final class Echo {
  private static final byte[] ANSWER = "0.0022758967\n".getBytes(StandardCharsets.US_ASCII);

  private Echo() {}

  public static void main(String[] args) {
    Undertow.builder()
        .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
        .setHandler(Echo::answer)
        .build()
        .start();
  }

  private static void answer(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (read, body) -> {
              read.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/csv");
              read.getResponseSender().send(ByteBuffer.wrap(ANSWER));
            });
  }
}
