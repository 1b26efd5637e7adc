package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.localsagemaker.s3.PartFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;

/** Buckets and state on a disk of 4 MiB, which is a mount of its own and needs the right to it. */
final class DiskFullTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private boolean mounted;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    mounted = ran("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString());
    assumeTrue(mounted, "skipped: no small disk can be mounted here");
    aws = TestAws.start(folder);
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    if (mounted) {
      aws.close();
      assertTrue(ran("umount", folder.toString()));
    }
  }

  private static boolean ran(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // There is no such program.
    }
  }

  /** Returns the file that takes what was left of the disk. */
  private Path fill() throws IOException {
    Path file = folder.resolve("ballast");
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      return file;
    }
  }

  private static RequestBody noise(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return RequestBody.fromBytes(content);
  }

  private void put(String key, RequestBody body) {
    aws.s3.putObject(to -> to.bucket("bucket").key(key), body);
  }

  private static void refused(Runnable call) {
    AwsServiceException refusal = assertThrows(AwsServiceException.class, call::run);
    AwsErrorDetails error = refusal.awsErrorDetails();
    assertEquals(500, refusal.statusCode());
    assertTrue(error.errorMessage().contains("No space left on device"), error::errorMessage);
  }

  /** Of what is written beside and renamed. */
  private List<Path> halves() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file ->
                  PartFile.isPart(file)
                      || file.toString().endsWith(".part")
                      || file.resolveSibling("").endsWith("under-way"))
          .toList();
    }
  }

  @Test
  void anObjectStaysAsItWas() throws IOException {
    aws.put("a", "before");

    refused(() -> put("a", noise(8 * MIB)));
    String upload = aws.s3.createMultipartUpload(to -> to.bucket("bucket").key("a")).uploadId();
    refused(
        () ->
            aws.s3.uploadPart(
                to -> to.bucket("bucket").key("a").uploadId(upload).partNumber(1), noise(8 * MIB)));

    assertEquals(List.of(), halves());
    assertEquals(
        "before", aws.s3.getObjectAsBytes(of -> of.bucket("bucket").key("a")).asUtf8String());
    put("a", noise(3 * MIB));
  }

  @Test
  void whatCannotBeKeptIsNotMade() throws IOException {
    aws.putArchive("one.tar.gz", "one");
    Path ballast = fill();

    refused(this::createModel);
    assertEquals(List.of(), aws.sagemaker.listModels(of -> {}).models());
    assertEquals(List.of(), halves());

    Files.delete(ballast);
    createModel();
  }

  private void createModel() {
    aws.sagemaker.createModel(
        to ->
            to.modelName("one")
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(
                    of -> of.image(TestAws.IMAGE).modelDataUrl("s3://bucket/one.tar.gz")));
  }

  private DescribeTrainingJobResponse ended(String job) {
    return TestAws.await(
        () -> aws.sagemaker.describeTrainingJob(of -> of.trainingJobName(job)),
        found ->
            found.trainingJobStatus() != TrainingJobStatus.IN_PROGRESS
                && found.trainingJobStatus() != TrainingJobStatus.STOPPING);
  }

  @Test
  void aJobWhoseModelHasNoPlaceFailsAndTheNextDoesNot() throws IOException {
    put("orders/a.csv", noise(5 * MIB / 2));

    aws.sagemaker.createTrainingJob(TestJobs.training("large", ""));

    String reason = ended("large").failureReason();
    assertTrue(reason.contains("No space left on device"), reason);
    assertEquals(
        List.of(), aws.s3.listObjectsV2(of -> of.bucket("bucket").prefix("models/")).contents());
    assertEquals(List.of(), halves());
    aws.put("orders/a.csv", "1,2");
    aws.sagemaker.createTrainingJob(TestJobs.training("small", ""));
    assertEquals(TrainingJobStatus.COMPLETED, ended("small").trainingJobStatus());
  }

  @Test
  void aJobEndsThoughItsEndCannotBeKept() throws IOException {
    aws.put("orders/a.csv", "1,2");
    aws.sagemaker.createTrainingJob(TestJobs.training("job", "hang"));
    TestAws.await(
        () -> aws.sagemaker.describeTrainingJob(of -> of.trainingJobName("job")),
        job -> job.secondaryStatusAsString().equals("Training"));
    Path ballast = fill();

    aws.sagemaker.stopTrainingJob(of -> of.trainingJobName("job"));
    assertEquals(TrainingJobStatus.STOPPED, ended("job").trainingJobStatus());

    aws.close();
    Files.delete(ballast);
    aws = TestAws.start(folder);
    assertEquals(TrainingJobStatus.FAILED, ended("job").trainingJobStatus());
  }
}
