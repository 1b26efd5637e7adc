package io.tandem.localsagemaker.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every problem of a request is told at once. */
final class JobRequestsTest {
  @TempDir Path folder;

  @Test
  void thoseOfThisProjectHaveNone() {
    Path example = Path.of("..", "examples", "online-retail");

    assertEquals(
        List.of("definition", "train"),
        channels(TrainingJob.read(example.resolve("features-training-job.json"))));
    assertEquals(
        List.of("features", "train", "validation"),
        channels(TrainingJob.read(example.resolve("model-training-job.json"))));
    assertEquals(
        5, ProcessingJob.read(Path.of("..", "deploy", "evaluation-job.json")).inputs().size());
  }

  private static List<String> channels(TrainingJob job) {
    return job.channels().stream().map(TrainingJob.Channel::name).toList();
  }

  @Test
  void ofATrainingJob() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.json"),
            """
            {"TrainingJobName": "-j",
             "AlgorithmSpecification": {"AlgorithmName": "xgboost", "TrainingInputMode": "Pipe"},
             "HyperParameters": {"depth": 6},
             "InputDataConfig": [
               {"ChannelName": "..", "DataSource": {"FileSystemDataSource": {}, "S3DataSource":
                 {"S3DataType": "ManifestFile", "S3Uri": "http://a"}}}],
             "OutputDataConfig": {"S3OutputPath": "s3://bucket/models", "Compress": true},
             "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2},
             "CheckpointConfig": {"S3Uri": "s3://bucket/kept", "LocalPath": "/opt/ml/../../etc"},
             "StoppingCondition": {"MaxRuntimeInSeconds": 0}, "WarmPool": {}}
            """);

    var refused = assertThrows(SetupException.class, () -> TrainingJob.read(file));

    for (String place :
        new String[] {
          "$.TrainingJobName: expected a text of at most 63 characters",
          "AlgorithmSpecification.AlgorithmName: is not supported here: use TrainingImage",
          "AlgorithmSpecification.TrainingInputMode: Pipe is not supported here",
          "AlgorithmSpecification: lacks TrainingImage",
          "HyperParameters.depth",
          "InputDataConfig[0].ChannelName: expected another name for each channel",
          "InputDataConfig[0].DataSource.FileSystemDataSource: is not supported here",
          "S3DataSource.S3DataType: ManifestFile is not supported here: use S3Prefix",
          "S3DataSource.S3Uri",
          "OutputDataConfig: unknown field Compress",
          "ResourceConfig.InstanceCount: expected 1",
          "CheckpointConfig.LocalPath: expected a path below /opt/ml/ here",
          "StoppingCondition.MaxRuntimeInSeconds",
          "unknown field WarmPool"
        }) {
      assertTrue(refused.problems().contains(place), () -> place + "\n" + refused.problems());
    }
  }

  @Test
  void ofAProcessingJob() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.json"),
            """
            {"ProcessingJobName": "j", "AppSpecification": {"ImageUri": "i:1"},
             "ProcessingResources": {"ClusterConfig": {"InstanceType": "t", "InstanceCount": 1}},
             "ProcessingInputs": [
               {"InputName": "a", "S3Input": {"S3Uri": "s3://b/k", "LocalPath": "/etc"}},
               {"InputName": "a", "DatasetDefinition": {}}],
             "ProcessingOutputConfig": {"Outputs": [{"OutputName": "o", "S3Output":
               {"S3Uri": "s3://b/o", "LocalPath": "/opt/ml/processing/o",
                "S3UploadMode": "Continuous"}}]}}
            """);

    var refused = assertThrows(SetupException.class, () -> ProcessingJob.read(file));

    assertEquals(
        """
        $.ProcessingInputs[0].S3Input.LocalPath: expected a path below /opt/ml/processing/ here
        $.ProcessingInputs[1].InputName: expected another name for each
        $.ProcessingInputs[1].DatasetDefinition: is not supported here: use S3Input
        $.ProcessingInputs[1]: lacks S3Input
        $.ProcessingOutputConfig.Outputs[0].S3Output.S3UploadMode: Continuous is not supported here: \
        use EndOfJob\
        """
            .replaceAll("(?m)^", file + ": "),
        refused.problems());
  }
}
