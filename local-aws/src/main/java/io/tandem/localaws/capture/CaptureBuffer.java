package io.tandem.localaws.capture;

import io.tandem.localsagemaker.endpoint.ByteBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What waits to be written, within a budget that others share: what does not fit is counted and
 * gone. For many threads that add and one that takes, and releases at its end.
 */
final class CaptureBuffer {
  private final ByteBudget.Share share;
  private List<CapturedInvocation> waiting = new ArrayList<>();

  /** Of what waits and of what was taken last. */
  private long held;

  private long taken;
  private long refused;
  private boolean closed;

  CaptureBuffer(ByteBudget budget) {
    this.share = budget.share();
  }

  /**
   * @param refused since the last one
   * @param last when nothing will come any more
   */
  record Batch(List<CapturedInvocation> calls, long refused, boolean last) {}

  synchronized void add(CapturedInvocation call) {
    if (closed || !share.resize(held + call.size())) {
      refused++;
      return;
    }
    held += call.size();
    waiting.add(call);
    notifyAll();
  }

  /** All that waits; to be called when the batch before is written. Waits until there is some. */
  synchronized Batch take() throws InterruptedException {
    return take(Long.MAX_VALUE);
  }

  /** Waits no longer than so; then the batch is empty. */
  synchronized Batch take(long nanos) throws InterruptedException {
    held -= taken;
    share.resize(held);
    taken = 0;
    long start = System.nanoTime();
    for (long left = nanos; waiting.isEmpty() && !closed && left > 0; ) {
      // A spurious end of the wait, and one that is short of a millisecond, are the same.
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
      left = nanos - (System.nanoTime() - start);
    }
    var batch = new Batch(waiting, refused, closed);
    waiting = new ArrayList<>();
    refused = 0;
    taken = held;
    return batch;
  }

  /** Holds nothing any more, and refuses everything. */
  synchronized void release() {
    close();
    waiting.clear();
    held = 0;
    share.resize(0);
  }

  /** From now on everything is refused. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
