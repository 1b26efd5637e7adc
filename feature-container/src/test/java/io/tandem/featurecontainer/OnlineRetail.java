package io.tandem.featurecontainer;

import io.tandem.featurecontainer.train.TrainJob;
import io.tandem.inferenceserver.training.TrainingJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The bundled real orders and a feature set fitted on them. */
public final class OnlineRetail {
  public static final Path EXAMPLE = Path.of("..", "examples", "online-retail");

  private OnlineRetail() {}

  public static List<String> records(String name) {
    return records(EXAMPLE.resolve(name + ".jsonl.gz"));
  }

  /** Training records as they stand in the file, one per line. */
  public static List<String> records(Path file) {
    List<String> records = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.lines().forEach(records::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  /** The order of a record; the conversion writes the outcome last. */
  public static String order(String record) {
    return record.substring("{\"order\":".length(), record.lastIndexOf(",\"outcome\":"));
  }

  public static String definition() {
    try {
      return Files.readString(EXAMPLE.resolve("features.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the container's train on the training orders; returns the model directory. */
  public static Path fit(Path directory, String definition) throws Exception {
    return fit(directory, definition, EXAMPLE.resolve("train.jsonl.gz"));
  }

  public static Path fit(Path directory, String definition, Path records) throws Exception {
    Path definitionChannel = Files.createDirectories(directory.resolve("definition"));
    Files.writeString(definitionChannel.resolve("features.json"), definition);
    Path train = Files.createDirectories(directory.resolve("train"));
    Files.copy(records, train.resolve(records.getFileName()));
    Path model = Files.createDirectories(directory.resolve("model"));
    new TrainJob(List.of())
        .train(
            new TrainingJob(
                Map.of(),
                Map.of("definition", definitionChannel, "train", train),
                model,
                Optional.empty()));
    return model;
  }
}
