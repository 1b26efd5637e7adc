package io.tandem.inferenceserver.resources;

import io.tandem.inferenceserver.lines.ParallelLines;

/**
 * The threads and buffers that all models of one process share. Whoever made it closes it, after
 * the last inference that uses it. Thread-safe.
 */
public final class ServingResources implements AutoCloseable {
  private static final int FIRST_ANSWER_BYTES = 1 << 10;

  /**
   * A few bytes of an order may mean thousands of columns: the answers of all threads, while they
   * grow, must fit into the heap beside the bodies.
   */
  private static final long HEAP_PER_ANSWER = 8;

  private static final long LARGEST_ANSWER = 256L << 20;

  private final ParallelLines lines = new ParallelLines();
  private final long maxAnswerBytes;
  private final BuilderPool answers;

  /**
   * @param maxAnswerBytes of one answer, and of all spare buffers together
   */
  public ServingResources(long maxAnswerBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
    this.answers = new BuilderPool(FIRST_ANSWER_BYTES, maxAnswerBytes);
  }

  /** As the heap of this process allows. */
  public static ServingResources ofProcess() {
    long share = Runtime.getRuntime().maxMemory() / HEAP_PER_ANSWER;
    return new ServingResources(Math.min(share, LARGEST_ANSWER));
  }

  public ParallelLines lines() {
    return lines;
  }

  public BuilderPool answers() {
    return answers;
  }

  /** An answer that would be larger is refused. */
  public long maxAnswerBytes() {
    return maxAnswerBytes;
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    lines.close();
  }
}
