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
   * The media types it can answer with, names lower-case, parameters as its answers carry them. The
   * server chooses by name, hands the one chosen to {@link #invoke}, and sends it as the content
   * type, unless the answer states parameters of its own. The first is the default when neither the
   * request nor {@code SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT} names one.
   */
  List<MediaType> accepts();

  /**
   * Answers one invocation. A fault of the caller is a {@link InvocationResult.Rejected}; an
   * exception is a bug or an outage and becomes a 500.
   */
  InvocationResult invoke(Invocation invocation);

  /**
   * What it has counted since it was loaded; the server writes the increments into its metrics
   * lines, from when it is ready on. Called by a thread of its own while {@link #invoke} runs, and
   * once more after the last of them, before {@link #close}: it reads totals without a lock, and a
   * count that is in the making comes with the next call. A name and its dimensions appear at most
   * once.
   */
  default List<Counter> counters() {
    return List.of();
  }

  /**
   * Invocations to answer before the container is ready, again and again for some tenths of a
   * second; none when what is computed is as fast as it gets once it is loaded.
   */
  default List<Invocation> samples() {
    return List.of();
  }

  /** Frees native memory. Called once, after the last {@link #invoke} has returned. */
  @Override
  void close();
}
