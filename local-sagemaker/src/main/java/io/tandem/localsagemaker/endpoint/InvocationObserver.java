package io.tandem.localsagemaker.endpoint;

/** Told of what an endpoint answers. */
@FunctionalInterface
public interface InvocationObserver {
  /**
   * Called in the I/O thread, before the caller gets the answer: it must not wait, and not throw.
   *
   * @param invocation was answered with a status of 200 to 299
   */
  void answered(AnsweredInvocation invocation);
}
