package io.tandem.localsagemaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.job.JobStage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessCommandTest {
  @TempDir Path folder;

  @Test
  void theContainersMessageIsShown() throws Exception {
    var stage = new JobStage(folder);
    stage.put("orders/a.csv", "1,2");
    Path job =
        stage.request(
            """
            {"ProcessingJobName": "job-1", "RoleArn": "arn:aws:iam::111122223333:role/test",
             "AppSpecification": {"ImageUri": "test-image",
               "ContainerArguments": ["/opt/ml/processing/in", "/opt/ml/processing/out"]},
             "Environment": {"TEST_DO": "copy"},
             "ProcessingInputs": [{"InputName": "orders", "S3Input": {"S3DataType": "S3Prefix",
               "S3Uri": "s3://bucket/orders/", "LocalPath": "/opt/ml/processing/in"}}],
             "ProcessingOutputConfig": {"Outputs": [{"OutputName": "copy", "S3Output":
               {"S3Uri": "s3://bucket/copies", "LocalPath": "/opt/ml/processing/out",
                "S3UploadMode": "EndOfJob"}}]},
             "ProcessingResources": {"ClusterConfig":
               {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}}}
            """);
    var said = new ByteArrayOutputStream();
    var err = new PrintStream(said, true, StandardCharsets.UTF_8);

    int status =
        LocalSagemaker.run(
            System.out,
            err,
            "process",
            "--job",
            job.toString(),
            "--s3",
            stage.s3().toString(),
            "--image",
            "test-image=" + stage.jar());

    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(0, status, text);
    assertTrue(text.contains("local-sagemaker | ExitMessage: é"), text);
    assertTrue(Files.exists(stage.s3().resolve("bucket/copies/a.csv")));
  }
}
