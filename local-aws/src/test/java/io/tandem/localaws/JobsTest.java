package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeProcessingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.MetricDefinition;
import software.amazon.awssdk.services.sagemaker.model.ProcessingInput;
import software.amazon.awssdk.services.sagemaker.model.ProcessingOutput;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.SecondaryStatusTransition;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobSummary;

/** Jobs by the SDK for Java, run for real. */
final class JobsTest {
  @TempDir Path folder;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
    aws.put("orders/a.csv", "1,2");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private DescribeTrainingJobResponse described(String name) {
    return aws.sagemaker.describeTrainingJob(of -> of.trainingJobName(name));
  }

  private DescribeTrainingJobResponse ended(String name) {
    return TestAws.await(
        () -> described(name),
        job ->
            job.trainingJobStatus() != TrainingJobStatus.IN_PROGRESS
                && job.trainingJobStatus() != TrainingJobStatus.STOPPING);
  }

  @Test
  void aTrainingJobLeavesAModelAndSaysHowItCameAbout() {
    String arn = aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "")).trainingJobArn();

    DescribeTrainingJobResponse job = ended("job-1");
    assertEquals("arn:aws:sagemaker:eu-west-1:111122223333:training-job/job-1", arn);
    assertEquals(TrainingJobStatus.COMPLETED, job.trainingJobStatus(), job::failureReason);
    assertEquals(
        List.of("Starting", "Downloading", "Training", "Uploading"),
        job.secondaryStatusTransitions().stream()
            .map(SecondaryStatusTransition::statusAsString)
            .toList());
    assertTrue(job.secondaryStatusTransitions().stream().allMatch(one -> one.endTime() != null));
    assertEquals(
        "s3://bucket/models/job-1/output/model.tar.gz", job.modelArtifacts().s3ModelArtifacts());
    assertTrue(
        aws.s3
                .headObject(of -> of.bucket("bucket").key("models/job-1/output/model.tar.gz"))
                .contentLength()
            > 0);
    assertEquals("File", job.algorithmSpecification().trainingInputModeAsString());
  }

  private void createMeasured(String name, String regex, String says) {
    aws.sagemaker.createTrainingJob(
        TestJobs.training(name, "")
            .andThen(
                to ->
                    to.environment(Map.of("TEST_SAY", says))
                        .algorithmSpecification(
                            of ->
                                of.trainingImage(TestAws.IMAGE)
                                    .trainingInputMode("File")
                                    .metricDefinitions(
                                        MetricDefinition.builder()
                                            .name("loss")
                                            .regex(regex)
                                            .build()))));
  }

  @Test
  void theLastOfWhatAJobMeasuresIsItsMetric() {
    createMeasured("job-1", "loss=([0-9.]+);", "loss=0.9;\nloss=0.25; of 3\nloss=...;");

    assertEquals(
        List.of("loss 0.25"),
        ended("job-1").finalMetricDataList().stream()
            .map(metric -> metric.metricName() + " " + metric.value())
            .toList());
  }

  @Test
  void anExpressionThatIsNoneIsRefusedAndASlowOneEnds() {
    for (String regex : List.of("loss=(", "loss=[0-9.]+")) {
      SageMakerException refused =
          assertThrows(SageMakerException.class, () -> createMeasured("job-1", regex, ""));
      assertEquals("ValidationException", refused.awsErrorDetails().errorCode());
    }
    createMeasured("job-1", "(a+)+b", "a".repeat(500));

    assertEquals(List.of(), ended("job-1").finalMetricDataList());
  }

  @Test
  void whatFailsSaysWhy() {
    aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "fail"));

    DescribeTrainingJobResponse job = ended("job-1");
    assertEquals(TrainingJobStatus.FAILED, job.trainingJobStatus());
    assertEquals("AlgorithmError: the column amount is missing, exit code: 1", job.failureReason());
  }

  @Test
  void aJobIsStoppedOnce() {
    aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "hang"));
    TestAws.await(
        () -> described("job-1").secondaryStatusAsString(), status -> status.equals("Training"));

    aws.sagemaker.stopTrainingJob(of -> of.trainingJobName("job-1"));

    assertEquals(TrainingJobStatus.STOPPED, ended("job-1").trainingJobStatus());
    var refused =
        assertThrows(
            SageMakerException.class,
            () -> aws.sagemaker.stopTrainingJob(of -> of.trainingJobName("job-1")));
    assertEquals("ValidationException", refused.awsErrorDetails().errorCode());
  }

  private static Consumer<CreateTrainingJobRequest.Builder> spot(String what, int seconds) {
    return TestJobs.training("job-1", what)
        .andThen(
            to ->
                to.enableManagedSpotTraining(true)
                    .checkpointConfig(of -> of.s3Uri("s3://bucket/checkpoints"))
                    .stoppingCondition(
                        of -> of.maxRuntimeInSeconds(seconds).maxWaitTimeInSeconds(seconds)));
  }

  private void interrupt(String name) {
    String arn = described(name).trainingJobArn();
    Tag tag = Tag.builder().key("tandem:interrupt").value("").build();
    aws.sagemaker.addTags(to -> to.resourceArn(arn).tags(tag));
  }

  private static List<String> steps(DescribeTrainingJobResponse job) {
    return job.secondaryStatusTransitions().stream()
        .map(SecondaryStatusTransition::statusAsString)
        .toList();
  }

  @Test
  void anInterruptedJobBeginsAnewWithItsCheckpoints() {
    aws.sagemaker.createTrainingJob(spot("resume", 60));
    Path checkpoint = folder.resolve("s3/bucket/checkpoints/seen");
    TestAws.await(() -> Files.exists(checkpoint), there -> there);

    interrupt("job-1");

    DescribeTrainingJobResponse job = ended("job-1");
    assertEquals(TrainingJobStatus.COMPLETED, job.trainingJobStatus(), job::failureReason);
    assertEquals(
        List.of(
            "Starting",
            "Downloading",
            "Training",
            "Interrupted",
            "Starting",
            "Downloading",
            "Training",
            "Uploading"),
        steps(job));
    assertTrue(job.billableTimeInSeconds() <= job.trainingTimeInSeconds());
  }

  @Test
  void anInterruptedJobThatWaitsTooLongIsStopped() {
    aws.sagemaker.createTrainingJob(spot("hang", 8));
    TestAws.await(() -> steps(described("job-1")), steps -> steps.contains("Training"));

    interrupt("job-1");

    DescribeTrainingJobResponse job = ended("job-1");
    assertEquals(TrainingJobStatus.STOPPED, job.trainingJobStatus());
    assertEquals("MaxWaitTimeExceeded", job.secondaryStatusAsString());
    assertTrue(steps(job).contains("Interrupted"), () -> steps(job).toString());
  }

  @Test
  void onlyAJobOfManagedSpotTrainingIsInterrupted() {
    aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "hang"));
    TestAws.await(() -> steps(described("job-1")), steps -> steps.contains("Training"));

    var refused = assertThrows(SageMakerException.class, () -> interrupt("job-1"));
    var impatient =
        assertThrows(
            SageMakerException.class,
            () ->
                aws.sagemaker.createTrainingJob(
                    TestJobs.training("job-2", "")
                        .andThen(to -> to.enableManagedSpotTraining(true))));

    assertTrue(
        refused.awsErrorDetails().errorMessage().startsWith("tandem:interrupt: expected"),
        refused::toString);
    assertTrue(
        impatient.awsErrorDetails().errorMessage().contains("MaxWaitTimeInSeconds"),
        impatient::toString);
  }

  @Test
  void aThrottledCallIsTakenAfterAsManyRefusalsAsItsTagSays() {
    var throttled = TestJobs.training("job-1", "").andThen(to -> to.tags(throttle("2")));

    for (int time = 0; time < 2; time++) {
      var refused =
          assertThrows(SageMakerException.class, () -> aws.sagemaker.createTrainingJob(throttled));
      assertEquals("ThrottlingException", refused.awsErrorDetails().errorCode());
    }
    aws.sagemaker.createTrainingJob(throttled);

    assertEquals(TrainingJobStatus.COMPLETED, ended("job-1").trainingJobStatus());
    var wrong = TestJobs.training("job-2", "").andThen(to -> to.tags(throttle("often")));
    assertEquals(
        "tandem:throttle: expected a number from 1 to 100",
        assertThrows(SageMakerException.class, () -> aws.sagemaker.createTrainingJob(wrong))
            .awsErrorDetails()
            .errorMessage());
  }

  private static Tag throttle(String times) {
    return Tag.builder().key("tandem:throttle").value(times).build();
  }

  @Test
  void namesAreUniqueForEverAndMissingJobsAreToldApart() {
    aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "fail"));
    ended("job-1");

    assertThrows(
        ResourceInUseException.class,
        () -> aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "")));
    assertThrows(ResourceNotFoundException.class, () -> described("job-2"));
  }

  @Test
  void aRequestThatTheServiceWouldRefuseIsRefusedInItsWords() {
    var refused =
        assertThrows(
            SageMakerException.class,
            () ->
                aws.sagemaker.createTrainingJob(
                    TestJobs.training("-job", "").andThen(to -> to.roleArn("me"))));

    assertEquals("ValidationException", refused.awsErrorDetails().errorCode());
    String message = refused.awsErrorDetails().errorMessage();
    assertTrue(message.startsWith("3 validation errors detected: "), message);
    assertTrue(message.contains("Value '-job' at 'trainingJobName' failed to satisfy"), message);
  }

  @Test
  void listsComeInPages() {
    for (int i = 0; i < 5; i++) {
      aws.sagemaker.createTrainingJob(TestJobs.training("job-" + i, "fail"));
    }
    aws.sagemaker.createTrainingJob(TestJobs.training("other", "fail"));

    List<String> names =
        aws
            .sagemaker
            .listTrainingJobsPaginator(
                of -> of.maxResults(2).nameContains("JOB").sortBy("Name").sortOrder("Ascending"))
            .trainingJobSummaries()
            .stream()
            .map(TrainingJobSummary::trainingJobName)
            .toList();

    assertEquals(List.of("job-0", "job-1", "job-2", "job-3", "job-4"), names);
  }

  @Test
  void aProcessingJobWritesItsOutputs() {
    aws.sagemaker.createProcessingJob(
        to ->
            to.processingJobName("job-1")
                .roleArn(TestAws.ROLE)
                .appSpecification(
                    of ->
                        of.imageUri(TestAws.IMAGE)
                            .containerArguments(
                                "/opt/ml/processing/in/a.csv", "/opt/ml/processing/out"))
                .processingInputs(
                    ProcessingInput.builder()
                        .inputName("orders")
                        .s3Input(
                            of ->
                                of.s3Uri("s3://bucket/orders/")
                                    .localPath("/opt/ml/processing/in")
                                    .s3DataType("S3Prefix")
                                    .s3InputMode("File"))
                        .build())
                .processingOutputConfig(
                    config ->
                        config.outputs(
                            ProcessingOutput.builder()
                                .outputName("copy")
                                .s3Output(
                                    of ->
                                        of.s3Uri("s3://bucket/copies")
                                            .localPath("/opt/ml/processing/out")
                                            .s3UploadMode("EndOfJob"))
                                .build()))
                .processingResources(
                    of ->
                        of.clusterConfig(
                            cluster ->
                                cluster
                                    .instanceType("ml.m5.large")
                                    .instanceCount(1)
                                    .volumeSizeInGB(1))));

    DescribeProcessingJobResponse job =
        TestAws.await(
            () -> aws.sagemaker.describeProcessingJob(of -> of.processingJobName("job-1")),
            found -> !found.processingJobStatusAsString().equals("InProgress"));
    assertEquals("Completed", job.processingJobStatusAsString(), job::failureReason);
    assertEquals(
        "1,2",
        aws.s3.getObjectAsBytes(of -> of.bucket("bucket").key("copies/copy.csv")).asUtf8String());
  }

  @Test
  void whatRanWhenTheProgramEndedHasFailedAfterTheNextStart() throws IOException {
    aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "fail"));
    ended("job-1");
    // As it stands in the file of a job that runs.
    Path file = folder.resolve("state/training-job/job-1.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"TrainingJobStatus\":\"Failed\"", "\"TrainingJobStatus\":\"InProgress\""));
    aws.close();
    aws = TestAws.start(folder);

    assertEquals(TrainingJobStatus.FAILED, described("job-1").trainingJobStatus());
    assertEquals(
        "InternalServerError: the program that ran the job ended",
        described("job-1").failureReason());
  }

  @Test
  void closingStopsWhatRuns() throws IOException {
    aws.sagemaker.createTrainingJob(TestJobs.training("job-1", "hang"));
    TestAws.await(
        () -> described("job-1").secondaryStatusAsString(), status -> status.equals("Training"));

    aws.close();
    aws = TestAws.start(folder);

    assertEquals(TrainingJobStatus.FAILED, described("job-1").trainingJobStatus());
  }
}
