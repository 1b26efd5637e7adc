package io.tandem.inferenceserver;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A training job as SageMaker lays it out below {@code /opt/ml} ({@code SAGEMAKER_BASE_DIR}).
 *
 * @param hyperparameters as strings; a JSON-encoded string ({@code "\"0.1\""}) is decoded once;
 *     {@code sagemaker_*} and {@code _tuning_objective_metric} are left out
 * @param channels by name, the folder {@code input/data/<name>} of each channel there is
 * @param modelDirectory what is written here becomes the model artifact
 */
public record TrainingJob(
    Map<String, String> hyperparameters, Map<String, Path> channels, Path modelDirectory) {

  public TrainingJob {
    hyperparameters = Map.copyOf(hyperparameters);
    channels = Map.copyOf(channels);
  }

  /**
   * @throws ContainerException naming the file, when the configuration cannot be read
   */
  public static TrainingJob read(Path baseDirectory) {
    throw new UnsupportedOperationException();
  }

  public Optional<Path> channel(String name) {
    return Optional.ofNullable(channels.get(name));
  }

  /**
   * @throws ContainerException naming the channel and those there are
   */
  public Path requiredChannel(String name) {
    throw new UnsupportedOperationException();
  }
}
