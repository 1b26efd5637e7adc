package io.tandem.inferenceserver.training;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A training job as SageMaker lays it out below {@code /opt/ml} ({@code SAGEMAKER_BASE_DIR}).
 *
 * @param hyperparameters as strings; a JSON-encoded string ({@code "\"0.1\""}) is decoded once;
 *     {@code sagemaker_*} and {@code _tuning_objective_metric} are left out
 * @param channels by name, the folder {@code input/data/<name>} of each channel there is
 * @param modelDirectory what is written here becomes the model artifact
 * @param checkpointDirectory what is written here is there again when the job is started again
 *     after an interruption; empty when the job has no checkpoints
 */
public record TrainingJob(
    Map<String, String> hyperparameters,
    Map<String, Path> channels,
    Path modelDirectory,
    Optional<Path> checkpointDirectory) {

  private static final int MAX_CHANNEL_NAME = 64;

  public TrainingJob {
    hyperparameters = Map.copyOf(hyperparameters);
    channels = Map.copyOf(channels);
  }

  /**
   * Creates nothing: the trainer makes {@link #modelDirectory} when it has something to write.
   *
   * @throws ContainerException naming the file, when the configuration cannot be read
   */
  public static TrainingJob read(Path baseDirectory) {
    Path config = baseDirectory.resolve("input").resolve("config");
    Path data = baseDirectory.resolve("input").resolve("data");
    return new TrainingJob(
        hyperparameters(config.resolve("hyperparameters.json")),
        channels(config.resolve("inputdataconfig.json"), data),
        baseDirectory.resolve("model"),
        checkpoints(config.resolve("checkpointconfig.json"), baseDirectory.resolve("checkpoints")));
  }

  /** The file is there when the job was asked for checkpoints; the folder alone says so as well. */
  private static Optional<Path> checkpoints(Path file, Path usual) {
    if (!Files.exists(file)) {
      return Optional.of(usual).filter(Files::isDirectory);
    }
    String stated = JobConfiguration.scalars(file).getOrDefault("LocalPath", "");
    try {
      return Optional.of(stated.isEmpty() ? usual : Path.of(stated));
    } catch (InvalidPathException e) {
      throw new ContainerException(file + " holds LocalPath, which is no path", e);
    }
  }

  private static Map<String, String> hyperparameters(Path file) {
    Map<String, String> decoded = new LinkedHashMap<>();
    if (Files.exists(file)) {
      JobConfiguration.scalars(file)
          .forEach(
              (name, value) -> {
                if (!name.startsWith("sagemaker_") && !name.equals("_tuning_objective_metric")) {
                  decoded.put(name, JobConfiguration.decodedOnce(value));
                }
              });
    }
    return decoded;
  }

  private static Map<String, Path> channels(Path file, Path data) {
    Map<String, Path> channels = new TreeMap<>();
    if (!Files.exists(file)) {
      for (String name : folders(data)) {
        channels.put(name, data.resolve(name));
      }
      return channels;
    }
    JobConfiguration.objects(file)
        .forEach((name, channel) -> channels.put(name, folder(file, name, channel, data)));
    return channels;
  }

  private static Path folder(Path file, String name, Map<String, String> channel, Path data) {
    if (!isChannelName(name)) {
      throw new ContainerException(
          file
              + " names a channel that is not 1 to 64 letters, digits, dots, hyphens or"
              + " underscores; rename it");
    }
    if (channel.getOrDefault("TrainingInputMode", "File").equals("Pipe")) {
      throw new ContainerException(
          "channel " + name + " has input mode Pipe: expected File or FastFile");
    }
    Path folder = data.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new ContainerException(
          "channel " + name + " is in " + file + " but there is no folder " + folder);
    }
    return folder;
  }

  private static boolean isChannelName(String name) {
    return name.length() <= MAX_CHANNEL_NAME
        && name.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0))
        && name.chars().anyMatch(Character::isLetterOrDigit);
  }

  private static TreeSet<String> folders(Path data) {
    TreeSet<String> names = new TreeSet<>();
    if (!Files.isDirectory(data)) {
      return names;
    }
    try (Stream<Path> entries = Files.list(data)) {
      entries
          .filter(Files::isDirectory)
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(TrainingJob::isChannelName)
          .forEach(names::add);
    } catch (IOException e) {
      throw new ContainerException("cannot list the channels in " + data + ": " + e, e);
    }
    return names;
  }

  public Optional<Path> channel(String name) {
    return Optional.ofNullable(channels.get(name));
  }

  /**
   * For a channel that training cannot do without.
   *
   * @throws ContainerException naming the channel and those there are
   */
  public Path requiredChannel(String name) {
    Path channel = channels.get(name);
    if (channel == null) {
      String found =
          channels.isEmpty()
              ? "there are none"
              : "there are " + String.join(", ", new TreeSet<>(channels.keySet()));
      throw new ContainerException(
          "the training job has no channel " + name + " (" + found + "); add it to its inputs");
    }
    return channel;
  }
}
