package io.tandem.featurecontainer;

import io.tandem.featurecontainer.train.TrainJob;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Feature sets whose one feature is the order's amount and the number of the set. */
final class FeatureSets implements ModelsUnderTest {
  private static final String DEFINITION =
      """
      {"name": "shifted", "version": 1, "dialect": 1,
       "record": {"order": "$.order", "label": "$.cancelled"},
       "sources": {"amount": {"path": "$.amount", "type": "number", "required": true}},
       "features": [{"name": "shifted", "value": "amount + NUMBER"}]}
      """;

  private static final String RECORDS =
      """
      {"order":{"amount":1},"cancelled":0}
      {"order":{"amount":2},"cancelled":1}
      """;

  private final Path inputs;

  /**
   * @param inputs a folder for what training reads
   */
  FeatureSets(Path inputs) {
    this.inputs = inputs;
  }

  @Override
  public Question good(int number, Path folder) throws IOException {
    fit(number, folder);
    Sample order =
        new Sample("application/json", "{\"amount\":1000}".getBytes(StandardCharsets.UTF_8));
    return Question.exactly(order, 1000 + number + "\n");
  }

  void fit(int number, Path folder) throws IOException {
    Path input = Files.createTempDirectory(inputs, "input");
    Path definition = Files.createDirectory(input.resolve("definition"));
    Files.writeString(definition.resolve("features.json"), definition(number));
    Path train = Files.createDirectory(input.resolve("train"));
    Files.writeString(train.resolve("train.jsonl"), RECORDS);
    train(
        new TrainingJob(
            Map.of(), Map.of("definition", definition, "train", train), folder, Optional.empty()));
  }

  private static void train(TrainingJob job) {
    try {
      new TrainJob(List.of()).train(job);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String definition(int number) {
    return DEFINITION.replace("NUMBER", Integer.toString(number));
  }

  /** The first half of a definition. */
  @Override
  public String broken(Path folder) throws IOException {
    String whole = definition(1);
    Files.writeString(folder.resolve("features.json"), whole.substring(0, whole.length() / 2));
    return "definition: ends before";
  }
}
