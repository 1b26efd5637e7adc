package io.tandem.inferenceserver;

/**
 * Bytes that are lent: of a request body to the inference, of an answer to the server. Closed once,
 * on any thread, when the borrower reads them no more; the lender then uses them for others.
 */
@FunctionalInterface
public interface Lease extends AutoCloseable {
  /** Of bytes that nobody wants back. */
  Lease NONE = () -> {};

  @Override
  void close();
}
