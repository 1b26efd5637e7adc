package io.tandem.localsagemaker.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test runs whole jobs, the container as a process of its own. */
final class ProcessingRunTest {
  private final JobStage stage;

  ProcessingRunTest(@TempDir Path folder) throws IOException {
    stage = new JobStage(folder);
    stage.put("orders/a.csv", "1,2");
  }

  private static String job(String what) {
    return """
        {"ProcessingJobName": "job-1", "RoleArn": "arn:aws:iam::111122223333:role/test",
         "AppSpecification": {
           "ImageUri": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/test-image:1.0",
           "ContainerArguments": ["/opt/ml/processing/in/orders", "/opt/ml/processing/out"]},
         "Environment": {"TEST_DO": "%s"},
         "ProcessingInputs": [{"InputName": "orders", "S3Input": {"S3Uri": "s3://bucket/orders/",
           "LocalPath": "/opt/ml/processing/in/orders", "S3DataType": "S3Prefix"}}],
         "ProcessingOutputConfig": {"Outputs": [{"OutputName": "copy", "S3Output":
           {"S3Uri": "s3://bucket/copies", "LocalPath": "/opt/ml/processing/out",
            "S3UploadMode": "EndOfJob"}}]},
         "ProcessingResources": {"ClusterConfig":
           {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}}}
        """
        .formatted(what);
  }

  @Test
  void inputsBecomeOutputs() throws Exception {
    JobOutcome outcome = stage.process(job("copy"));

    assertEquals(
        JobOutcome.of(JobOutcome.Status.COMPLETED).with(Optional.of("é".repeat(512))),
        outcome,
        stage::said);
    assertEquals("1,2", Files.readString(stage.object("copies/a.csv")));
    assertTrue(
        Files.readString(stage.object("copies/config.json"))
            .startsWith(
                "{\"ProcessingJobArn\":\"arn:aws:sagemaker:eu-west-1:111122223333:processing-job/"
                    + "job-1\",\"ProcessingJobName\":\"job-1\","));
    assertEquals(List.of("Downloading", "Processing", "Uploading"), stage.steps);
  }

  @Test
  void aFailedJobHasNoOutputs() throws Exception {
    assertEquals(
        "Failed: AlgorithmError: arguments: ",
        stage.process(job("crash")).toString().substring(0, 35));
    assertFalse(Files.exists(stage.object("copies")));
  }

  @Test
  void aProgramOfTheImageNeedsTheImage() {
    String job =
        job("copy").replace("\"ContainerArg", "\"ContainerEntrypoint\": [\"sh\"], \"ContainerArg");

    var refused = assertThrows(SetupException.class, () -> stage.process(job));
    assertEquals(
        "ContainerEntrypoint is for a program in the image: test-image.jar stands for it and has"
            + " but its own; leave it out, or use --docker",
        refused.problems());
  }
}
