package io.tandem.inferenceserver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingJobTest {
  @TempDir Path base;

  @BeforeEach
  void createFolders() throws IOException {
    Files.createDirectories(base.resolve("input/config"));
    Files.createDirectories(base.resolve("input/data/train"));
    Files.createDirectories(base.resolve("input/data/validation"));
  }

  @Test
  void hyperparametersAreDecodedOnceAndThePlatformsOwnLeftOut() throws IOException {
    write(
        "hyperparameters.json",
        """
        {"eta": "0.1", "booster": "\\"gbtree\\"", "twice": "\\"\\\\\\"x\\\\\\"\\"", "open": "\\"x",
         "two": "\\"x\\" y", "number": 3, "decimal": 1.0, "flag": true,
         "sagemaker_program": "\\"train.py\\"", "_tuning_objective_metric": "auc"}
        """);
    assertEquals(
        Map.of(
            "eta", "0.1",
            "booster", "gbtree",
            "twice", "\"x\"",
            "open", "\"x",
            "two", "\"x\" y",
            "number", "3",
            "decimal", "1.0",
            "flag", "true"),
        TrainingJob.read(base).hyperparameters());
  }

  @Test
  void aMissingFileOfHyperparametersIsNone() {
    assertEquals(Map.of(), TrainingJob.read(base).hyperparameters());
    assertEquals(base.resolve("model"), TrainingJob.read(base).modelDirectory());
  }

  @Test
  void channelsAreTheFoldersWhenNothingNamesThem() throws IOException {
    Files.writeString(base.resolve("input/data/train-manifest"), "not a channel");
    TrainingJob job = TrainingJob.read(base);
    assertEquals(Set.of("train", "validation"), job.channels().keySet());
    assertEquals(base.resolve("input/data/train"), job.requiredChannel("train"));
  }

  @Test
  void channelsAreThoseTheConfigurationNames() throws IOException {
    write(
        "inputdataconfig.json",
        """
        {"train": {"ContentType": "text/csv", "TrainingInputMode": "FastFile", "x": {"y": [1]}}}
        """);
    TrainingJob job = TrainingJob.read(base);
    assertEquals(Set.of("train"), job.channels().keySet());
    assertEquals(Optional.empty(), job.channel("validation"));
  }

  @Test
  void aMissingChannelIsToldWithThoseThereAre() {
    TrainingJob job = TrainingJob.read(base);
    String message =
        assertThrows(ContainerException.class, () -> job.requiredChannel("features")).getMessage();
    assertTrue(message.contains("no channel features (there are train, validation)"), message);
  }

  @Test
  void checkpointsAreWhereTheConfigurationOrTheFolderSays() throws IOException {
    assertEquals(Optional.empty(), TrainingJob.read(base).checkpointDirectory());
    Path usual = Files.createDirectory(base.resolve("checkpoints"));
    assertEquals(Optional.of(usual), TrainingJob.read(base).checkpointDirectory());
    Files.delete(usual);
    write("checkpointconfig.json", "{\"S3Uri\": \"s3://bucket/a\"}");
    assertEquals(Optional.of(usual), TrainingJob.read(base).checkpointDirectory());
    write("checkpointconfig.json", "{\"LocalPath\": \"/opt/elsewhere\"}");
    assertEquals(
        Optional.of(Path.of("/opt/elsewhere")), TrainingJob.read(base).checkpointDirectory());
    write("checkpointconfig.json", "{\"LocalPath\": \"a\\u0000\"}");
    assertThrows(ContainerException.class, () -> TrainingJob.read(base));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"..\": {}}",
        "{\"../../model\": {}}",
        "{\"\": {}}",
        "{\"a/b\": {}}",
        "{\"train\": {\"TrainingInputMode\": \"Pipe\"}}",
        "{\"absent\": {}}",
        "{\"train\": 1}"
      })
  void aChannelThatCannotBeReadIsAnError(String config) throws IOException {
    write("inputdataconfig.json", config);
    assertThrows(ContainerException.class, () -> TrainingJob.read(base));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\": \"1\"} x",
        "{\"a\": \"1\", \"a\": \"2\"}",
        "{\"a\": {}}",
        "{\"a\": [1]}",
        "{\"a\""
      })
  void abrokenFileIsNamed(String json) throws IOException {
    Path file = write("hyperparameters.json", json);
    String message =
        assertThrows(ContainerException.class, () -> TrainingJob.read(base)).getMessage();
    assertTrue(message.contains(file.toString()), message);
    assertTrue(!message.contains("\n"), message);
  }

  private Path write(String name, String json) throws IOException {
    return Files.writeString(base.resolve("input/config").resolve(name), json);
  }
}
