package io.tandem.inferenceserver.body;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Lease;

/**
 * What becomes of a body that {@link BodyReader} collects. One method is called, once, on the I/O
 * thread of the exchange; none when the caller leaves before. What is left of a refused body is
 * drained by the answer.
 */
public interface BodyReceiver {
  /**
   * @param lease of the body, to be closed once
   */
  void complete(Body body, Lease lease);

  void tooLarge();

  void noMemory();

  void tooSlow();

  /** What follows on the connection is no request. */
  void malformed(String detail);
}
