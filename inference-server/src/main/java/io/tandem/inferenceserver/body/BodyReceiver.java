package io.tandem.inferenceserver.body;

import io.tandem.inferenceserver.Body;
import io.undertow.server.HttpServerExchange;

/**
 * What becomes of a body that {@link BodyReader} collects. One method is called, once, on the I/O
 * thread of the exchange; none when the caller leaves before. What is left of a refused body is
 * drained by the answer.
 */
public interface BodyReceiver {
  /**
   * @param release to be called once, when the body is no longer read
   */
  void complete(HttpServerExchange exchange, Body body, Runnable release);

  void tooLarge(HttpServerExchange exchange);

  void noMemory(HttpServerExchange exchange);

  void tooSlow(HttpServerExchange exchange);

  /** What follows on the connection is no request. */
  void malformed(HttpServerExchange exchange, String detail);
}
