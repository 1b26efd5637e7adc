package io.tandem.featurecontainer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.FeatureContainer;
import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.inferencetestkit.TracedServing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainJobTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation").subList(0, 200);

  @TempDir Path directory;
  private Path definition = Path.of("");
  private Path train = Path.of("");

  @BeforeEach
  void layOutChannels() throws IOException {
    definition = Files.createDirectories(directory.resolve("input/data/definition"));
    train = Files.createDirectories(directory.resolve("input/data/train"));
    Files.writeString(definition.resolve("features.json"), OnlineRetail.definition());
  }

  @Test
  void writesAnArtifactThatServes() throws Exception {
    Files.write(train.resolve("orders.jsonl"), RECORDS);

    train("model");

    assertTrue(
        FeatureArtifact.read(directory.resolve("model"), List.of())
            .columns()
            .contains("country=GB"));
  }

  @Test
  void trainsAloneAndWritesWhereItWasTold() throws Exception {
    Files.write(train.resolve("orders.jsonl"), RECORDS);
    Files.createDirectories(directory.resolve("model"));

    TracedServing.ofTraining(FeatureContainer.class, directory)
        .assertCallsNobody()
        .assertWritesOnlyTo(
            directory.resolve("model"),
            directory.resolve("output"),
            TracedServing.temporary(directory));
  }

  @Test
  void theSplitIntoFilesAndTheOrderOfRecordsDoNotMatter() throws Exception {
    Files.write(train.resolve("orders.jsonl"), RECORDS);
    train("one");
    Files.write(train.resolve("orders.jsonl"), RECORDS.subList(0, 50).reversed());
    Files.write(train.resolve("a.jsonl"), RECORDS.subList(50, 200).reversed());
    Files.writeString(train.resolve(".hidden"), "not a record");
    train("other");

    for (String file : List.of("features.json", "state.json", "golden.jsonl", "schema.json")) {
      assertArrayEquals(
          Files.readAllBytes(directory.resolve("one").resolve(file)),
          Files.readAllBytes(directory.resolve("other").resolve(file)),
          file);
    }
  }

  @Test
  void recordsThatCannotBeUsedAreNamedByFileLineAndPlaceWithoutTheirData() throws Exception {
    List<String> records = new java.util.ArrayList<>(RECORDS);
    records.set(3, records.get(3).replaceFirst("\"amount\":[0-9.]+", "\"amount\":\"s3cr3t\""));
    records.set(7, records.get(7).replaceFirst("\"cancelled_30d\":(true|false)", "\"x\":1"));
    Files.write(train.resolve("orders.jsonl"), records);

    String message = failure();

    assertEquals(
        "2 training records cannot be used: channel train, orders.jsonl:4: $.order.order.amount"
            + " expected a number, found a string; channel train, orders.jsonl:8:"
            + " $.outcome.cancelled_30d is required",
        message);
  }

  @Test
  void allMistakesOfADefinitionAreReportedAtOnce() throws Exception {
    Files.write(train.resolve("orders.jsonl"), RECORDS);
    Files.writeString(
        definition.resolve("features.json"),
        OnlineRetail.definition()
            .replace("log1p(amount)", "log1p(amout)")
            .replace("\"type\": \"zone\"", "\"type\": \"zonne\"")
            .replace("\"min_count\": 20", "\"min_count\": 0"));

    String message = failure();

    assertTrue(
        message.contains("$.features[0].value: unknown name amout; did you mean amount?"), message);
    assertTrue(message.contains("$.sources.zone.type: expected one of"), message);
    assertTrue(
        message.contains("$.features[4].encode.one-hot.min_count: expected a whole number"),
        message);
  }

  @Test
  void aMissingChannelIsNamed() throws Exception {
    ContainerException failure =
        assertThrows(
            ContainerException.class,
            () ->
                new TrainJob(List.of())
                    .train(
                        new TrainingJob(
                            Map.of(),
                            Map.of("train", train),
                            directory.resolve("model"),
                            Optional.empty())));

    assertTrue(String.valueOf(failure.getMessage()).contains("definition"));
  }

  @Test
  void aChannelWithoutRecordsIsAFailure() throws Exception {
    assertTrue(failure().startsWith("channel train: no training record in "));

    Files.writeString(train.resolve("orders.jsonl"), "\n\n");

    assertTrue(failure().startsWith("channel train: no training record in "));
  }

  @Test
  void aCompressedFileThatIsCutOffIsNamed() throws Exception {
    byte[] whole = Files.readAllBytes(OnlineRetail.EXAMPLE.resolve("validation.jsonl.gz"));
    Files.write(train.resolve("orders.jsonl.gz"), java.util.Arrays.copyOf(whole, 100_000));

    String message = failure();

    assertEquals("channel train, orders.jsonl.gz: not a whole gzip file (cut off?)", message);
  }

  @Test
  void hyperparametersAreRefusedByName() throws Exception {
    Files.write(train.resolve("orders.jsonl"), RECORDS);

    ContainerException failure =
        assertThrows(
            ContainerException.class,
            () ->
                new TrainJob(List.of())
                    .train(
                        new TrainingJob(
                            Map.of("eta", "0.1"),
                            channels(),
                            directory.resolve("model"),
                            Optional.empty())));

    assertTrue(String.valueOf(failure.getMessage()).startsWith("unknown hyperparameters eta;"));
  }

  private Map<String, Path> channels() {
    return new HashMap<>(Map.of("definition", definition, "train", train));
  }

  private void train(String model) throws InterruptedException {
    new TrainJob(List.of())
        .train(new TrainingJob(Map.of(), channels(), directory.resolve(model), Optional.empty()));
  }

  private String failure() {
    return String.valueOf(
        assertThrows(ContainerException.class, () -> train("model")).getMessage());
  }
}
