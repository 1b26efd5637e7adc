package io.tandem.localsagemaker.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test runs whole jobs, the container as a process of its own. */
final class TrainingRunTest {
  private final JobStage stage;

  TrainingRunTest(@TempDir Path folder) throws IOException {
    stage = new JobStage(folder);
  }

  @BeforeEach
  void anOrderToTrainOn() throws IOException {
    stage.put("orders/a.csv", "1,2");
  }

  /**
   * @param more members of the request, each with a comma before it
   */
  private static String job(String variables, String more) {
    return """
        {"TrainingJobName": "job-1", "RoleArn": "arn:aws:iam::111122223333:role/test",
         "AlgorithmSpecification": {"TrainingInputMode": "File",
           "TrainingImage": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/test-image:1.0"},
         "Environment": {%s},
         "InputDataConfig": [{"ChannelName": "train", "ContentType": "text/csv", "DataSource":
           {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/orders"}}}],
         "OutputDataConfig": {"S3OutputPath": "s3://bucket/models/"},
         "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
         "StoppingCondition": {"MaxRuntimeInSeconds": 60}%s}
        """
        .formatted(variables, more);
  }

  @Test
  void theContainerSeesChannelsAndConfigurationAndLeavesAModel() throws Exception {
    stage.put("orders-2025/b/c.csv", "3,4");
    stage.put("others/d.csv", "5,6");

    JobOutcome outcome =
        stage.train(job("\"MINE\": \"x\"", ", \"HyperParameters\": {\"max_depth\": \"6\"}"));

    assertEquals(JobOutcome.of(JobOutcome.Status.COMPLETED), outcome, stage::said);
    assertEquals(List.of("Starting", "Downloading", "Training", "Uploading"), stage.steps);
    assertEquals(
        Map.of("weights.txt", "weights", "code/extra.txt", "extra"),
        JobStage.unpacked(stage.object("models/job-1/output/model.tar.gz")));
    Map<String, String> output =
        JobStage.unpacked(stage.object("models/job-1/output/output.tar.gz"));
    assertEquals(
        """
        input/config/hyperparameters.json: {"max_depth":"6"}

        input/config/inputdataconfig.json: {"train":{"ContentType":"text/csv",\
        "RecordWrapperType":"None","S3DistributionType":"FullyReplicated",\
        "TrainingInputMode":"File"}}

        input/config/resourceconfig.json: {"current_host":"algo-1",\
        "current_instance_type":"ml.m5.large","hosts":["algo-1"],"network_interface_name":"lo"}

        input/data/train/orders-2025/b/c.csv: 3,4
        input/data/train/orders/a.csv: 1,2
        """,
        output.get("seen.txt"));
    assertEquals(
        "{MINE=x, TRAINING_JOB_ARN=arn:aws:sagemaker:eu-west-1:111122223333:training-job/job-1,"
            + " TRAINING_JOB_NAME=job-1}",
        output.get("environment.txt"));
    assertTrue(stage.said().contains("arguments: train"), stage::said);
  }

  @Test
  void compressedObjectsAreUnpackedAndTheModelMayStayFiles() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(stage.object("orders/a.csv")))) {
      out.write("7,8".getBytes(StandardCharsets.UTF_8));
    }
    String job =
        job("", "")
            .replace("\"ContentType\"", "\"CompressionType\": \"Gzip\", \"ContentType\"")
            .replace(
                "s3://bucket/models/\"", "s3://bucket/models\", \"CompressionType\": \"NONE\"");

    assertEquals(JobOutcome.Status.COMPLETED, stage.train(job).status(), stage::said);

    Map<String, String> output =
        JobStage.unpacked(stage.object("models/job-1/output/output.tar.gz"));
    assertTrue(String.valueOf(output.get("seen.txt")).contains("a.csv: 7,8"), stage::said);
    assertEquals(
        "extra", Files.readString(stage.object("models/job-1/output/model/code/extra.txt")));
    assertFalse(Files.exists(stage.object("models/job-1/output/model.tar.gz")));
  }

  @Test
  void whatTheContainerSaysOfItsFailureIsTheReason() throws Exception {
    assertEquals(
        JobOutcome.failed("AlgorithmError: the label is missing, exit code: 3"),
        stage.train(job("\"TEST_DO\": \"fail\"", "")));
    assertEquals(
        JobOutcome.failed("AlgorithmError: arguments: train\nno such column, exit code: 4"),
        stage.train(job("\"TEST_DO\": \"crash\"", "")));
    assertFalse(Files.exists(stage.object("models")), "nothing to upload");
  }

  @Test
  void aChannelWithoutObjectsFailsBeforeTheContainerStarts() throws Exception {
    JobOutcome outcome =
        stage.train(job("", "").replace("s3://bucket/orders", "s3://bucket/nothing"));

    assertEquals(
        JobOutcome.failed(
            "ClientError: No S3 objects found under S3 URL \"s3://bucket/nothing\" given in input"
                + " data source."),
        outcome);
    assertEquals(List.of("Starting", "Downloading"), stage.steps);
  }

  @Test
  void aStoppedJobMayStillWriteAndIsUploaded() throws Exception {
    JobOutcome outcome;
    try (TrainingRun run = stage.training(job("\"TEST_DO\": \"hang\"", ""))) {
      var stopper =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!stage.said().contains("hanging")) {
                      Thread.onSpinWait();
                    }
                    run.stop();
                  });
      outcome = run.run((_, _) -> {});
      stopper.join();
    }

    assertEquals(JobOutcome.of(JobOutcome.Status.STOPPED), outcome);
    assertEquals(
        Map.of("partial.txt", "half"),
        JobStage.unpacked(stage.object("models/job-1/output/model.tar.gz")));
  }

  @Test
  void aJobThatTakesTooLongIsStopped() throws Exception {
    String job = job("\"TEST_DO\": \"hang\"", "").replace(": 60}", ": 1}");

    assertEquals(
        new JobOutcome(
            JobOutcome.Status.STOPPED, "MaxRuntimeExceeded", Optional.empty(), Optional.empty()),
        stage.train(job));
  }

  @Test
  void checkpointsOfAnInterruptedJobAreThereForTheNext() throws Exception {
    String job =
        job(
            "\"TEST_DO\": \"checkpoint\"",
            ", \"CheckpointConfig\": {\"S3Uri\": \"s3://bucket/kept\"}");

    stage.train(job);
    stage.train(job);

    assertTrue(Files.exists(stage.object("kept/round-0")));
    assertTrue(Files.exists(stage.object("kept/round-1")));
  }

  @Test
  void linksOfTheContainerAreNotFollowed() throws Exception {
    stage.train(job("\"TEST_DO\": \"link\"", ""));

    assertFalse(Files.exists(stage.object("models/job-1/output/output.tar.gz")));

    assertEquals(
        Map.of("weights.txt", "w"),
        JobStage.unpacked(stage.object("models/job-1/output/model.tar.gz")));
  }
}
