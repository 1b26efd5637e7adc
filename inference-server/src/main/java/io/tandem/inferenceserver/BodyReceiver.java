package io.tandem.inferenceserver;

import io.undertow.server.HttpServerExchange;

/**
 * What becomes of a body that {@link BodyReader} collects. One method is called, once, on the I/O
 * thread of the exchange; none when the caller leaves before. What is left of a refused body is
 * drained by the answer.
 */
interface BodyReceiver {
  void complete(HttpServerExchange exchange, byte[] body);

  void tooLarge(HttpServerExchange exchange);

  void noMemory(HttpServerExchange exchange);

  void tooSlow(HttpServerExchange exchange);
}
