package io.tandem.inferenceserver;

import java.util.List;

/**
 * What a container computes. It knows no HTTP: the server negotiates media types, bounds the body
 * and turns results into responses. Called by many threads at once.
 */
public interface Inference extends AutoCloseable {
  /**
   * The content types it reads, without parameters, lower-case. The first is assumed when a request
   * names none.
   */
  List<String> contentTypes();

  /**
   * The media types it can answer with, without parameters, lower-case. The first is the default
   * when neither the request nor {@code SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT} names one.
   */
  List<String> accepts();

  /**
   * Answers one invocation. A fault of the caller is a {@link InvocationResult.Rejected}; an
   * exception is a bug or an outage and becomes a 500.
   */
  InvocationResult invoke(Invocation invocation);

  /** Frees native memory. Called once, after the last {@link #invoke} has returned. */
  @Override
  void close();
}
