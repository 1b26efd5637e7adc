package io.tandem.ordercontainer;

import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.featurecontainer.train.TrainJob;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.modelcontainer.xgboost.train.XgboostTrainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Bundled orders, and what the trainers of the two containers make of them.
 *
 * @param folder below {@code examples}
 * @param training the file of the records that are trained on
 */
record Example(String folder, String training) {
  static final Example ONLINE_RETAIL = new Example("online-retail", "train");

  /** The conversions of all examples write the outcome last. */
  private static final String OUTCOME = ",\"outcome\":";

  List<String> records(String file) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path(file + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the records of a file, as JSON on one line each. */
  List<String> orders(String file) {
    return records(file).stream()
        .map(record -> record.substring(record.indexOf(':') + 1, record.lastIndexOf(OUTCOME)))
        .toList();
  }

  private Path path(String file) {
    return Path.of("..", "examples", folder, file);
  }

  /** Trains both halves; returns a folder with the folders of both. */
  Path train(Path work) {
    try {
      Path artifact = Files.createDirectory(work.resolve("artifact"));
      Path definition = Files.createDirectory(work.resolve("definition"));
      Files.copy(path("features.json"), definition.resolve("features.json"));
      Path records = Files.createDirectory(work.resolve("records"));
      Files.copy(path(training + ".jsonl.gz"), records.resolve("train.jsonl.gz"));
      Path features = Files.createDirectory(artifact.resolve("features"));
      new TrainJob(List.of())
          .train(job(Map.of(), Map.of("definition", definition, "train", records), features));
      Path vectors = Files.createDirectory(work.resolve("vectors"));
      Files.write(vectors.resolve("train.csv"), vectors(features));
      Map<String, String> hyperparameters =
          Map.of("objective", "binary:logistic", "num_round", "30", "max_depth", "3");
      new XgboostTrainer(new PrintStream(OutputStream.nullOutputStream()))
          .train(
              job(
                  hyperparameters,
                  Map.of("train", vectors, "features", features),
                  Files.createDirectory(artifact.resolve("model"))));
      return artifact;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrainingJob job(
      Map<String, String> hyperparameters, Map<String, Path> channels, Path model) {
    return new TrainingJob(hyperparameters, channels, model, Optional.empty());
  }

  /** With labels, as the feature container makes them for training. */
  private byte[] vectors(Path features) {
    String body = String.join("\n", records(training));
    try (ServingResources resources = new ServingResources(1 << 28);
        Inference inference = load(new FeatureSetLoader(List.of(), true), features, resources)) {
      InvocationResult answer = invoke(inference, MediaType.JSON_LINES, accepted(inference), body);
      return ((Answered) answer).toByteArray();
    }
  }

  private static MediaType accepted(Inference inference) {
    return inference.accepts().stream()
        .filter(type -> type.name().equals(MediaType.TRAINING_VECTORS_CSV))
        .findFirst()
        .orElseThrow();
  }

  static Inference load(ArtifactLoader loader, Path folder, ServingResources resources) {
    return switch (loader.load(folder, resources)) {
      case LoadResult.Loaded loaded -> loaded.inference();
      case LoadResult.Refused(String detail) -> throw new AssertionError(detail);
    };
  }

  static InvocationResult invoke(
      Inference inference, String contentType, MediaType accept, String body) {
    return invoke(inference, contentType, accept, body.getBytes(StandardCharsets.UTF_8), "");
  }

  static InvocationResult invoke(
      Inference inference, String contentType, MediaType accept, byte[] body, String attributes) {
    return inference.invoke(
        new Invocation(MediaType.of(contentType), accept, Body.of(body), attributes));
  }
}
