package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferenceserver.training.TrainingJob;
import java.nio.file.Path;

/** What one container image does when SageMaker starts it. */
public interface ContainerProgram {
  /** As in log lines: {@code feature-container}. */
  String name();

  /** Reads the settings of serving. Nothing is loaded before all settings are known to be right. */
  Loader serve(Settings settings);

  /** Reads the settings of training. */
  Trainer train(Settings settings);

  /** Loads the artifact, checks it and warms up. */
  @FunctionalInterface
  interface Loader {
    /**
     * Returns when the first invocation can be answered as fast as the thousandth.
     *
     * @param modelDirectory the unpacked model artifact, read-only, possibly absent
     * @param resources shared by all that is loaded; outlives what is returned, not closed by it
     */
    LoadResult load(Path modelDirectory, ServingResources resources);
  }

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
