package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.training.TrainingJob;

/** What one container image does when SageMaker starts it. */
public interface ContainerProgram {
  /** As in log lines: {@code feature-container}. */
  String name();

  /** Reads the settings of serving. Nothing is loaded before all settings are known to be right. */
  ArtifactLoader serve(Settings settings);

  /** Reads the settings of training. */
  Trainer train(Settings settings);

  /** Runs a training job to its end. */
  @FunctionalInterface
  interface Trainer {
    /**
     * Returns when the model artifact is complete. Interrupted on SIGTERM: it then saves what it
     * has, or throws.
     *
     * @throws ContainerException when the input or a hyperparameter is wrong
     */
    void train(TrainingJob job) throws InterruptedException;
  }
}
