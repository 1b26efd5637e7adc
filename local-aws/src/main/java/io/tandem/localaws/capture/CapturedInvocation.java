package io.tandem.localaws.capture;

import io.tandem.localsagemaker.endpoint.AnsweredInvocation;
import java.time.Instant;

/** A call of the sample. */
record CapturedInvocation(AnsweredInvocation call, Instant time) {
  /** Of the objects and the texts besides the bodies. */
  private static final int OVERHEAD_BYTES = 512;

  /** About so many bytes it holds, in memory as in its object. */
  long size() {
    return (long) call.input().bytes().length + call.output().bytes().length + OVERHEAD_BYTES;
  }
}
