package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.InvocationResult.Rejected;

/** What a body of orders leads to: what was made of all its rows, or a refusal. */
public sealed interface OrdersResult<T> {
  record Valid<T>(T rows) implements OrdersResult<T> {}

  /**
   * @param refusal of the first order that has no row
   */
  record Invalid<T>(Rejected refusal) implements OrdersResult<T> {}
}
