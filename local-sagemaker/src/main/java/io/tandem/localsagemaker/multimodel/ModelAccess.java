package io.tandem.localsagemaker.multimodel;

import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.pipeline.TargetModel;

/** The answer to a caller who needs a model. */
public sealed interface ModelAccess {
  /** The model is loaded, and stays so until the caller releases it. */
  final class Lease implements ModelAccess {
    private final TargetModel target;
    private final Runnable release;

    Lease(TargetModel target, Runnable release) {
      this.target = target;
      this.release = release;
    }

    public TargetModel target() {
      return target;
    }

    /** To be called once, when the model's answer is there. */
    public void release() {
      release.run();
    }
  }

  /** There is no such model now. */
  sealed interface Denied extends ModelAccess {}

  /** The prefix has no archive of this key. */
  record Missing() implements Denied {}

  /** The archive cannot be unpacked. */
  record BrokenArchive() implements Denied {}

  /** Loading takes longer than a caller waits; it goes on. */
  record StillLoading() implements Denied {}

  /** The container did not load the model. */
  record NotLoaded(InvocationResult.Failed failure) implements Denied {}
}
