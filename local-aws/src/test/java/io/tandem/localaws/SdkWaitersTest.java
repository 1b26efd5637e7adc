package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localawsmodel.ServiceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;
import software.amazon.awssdk.services.sagemaker.waiters.SageMakerWaiter;

/** Every waiter of the SDK for Java that asks an operation which is there, to both its ends. */
final class SdkWaitersTest {
  private static final WaiterOverrideConfiguration SOON =
      WaiterOverrideConfiguration.builder()
          .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(20)))
          .maxAttempts(3_000)
          .build();

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

  /** The names of those that ask operations of the model. */
  private static Set<String> all() {
    Set<String> operations = ServiceModel.sagemaker().operations();
    return Arrays.stream(SageMakerWaiter.class.getMethods())
        .filter(method -> method.getName().startsWith("waitUntil"))
        .filter(
            method ->
                operations.contains(
                    method.getParameterTypes()[0].getSimpleName().replaceFirst("Request$", "")))
        .map(method -> method.getName().replaceFirst("waitUntil", ""))
        .collect(Collectors.toSet());
  }

  /**
   * By their names, each for what is called so.
   *
   * @param gone an endpoint that is being deleted, or fails to come up
   */
  private static Map<String, Supplier<WaiterResponse<?>>> waiters(
      SageMakerWaiter waiter, String name, String gone) {
    return new TreeMap<>(
        Map.of(
            "EndpointInService",
            () -> waiter.waitUntilEndpointInService(of -> of.endpointName(name)),
            "EndpointDeleted",
            () -> waiter.waitUntilEndpointDeleted(of -> of.endpointName(gone)),
            "TrainingJobCompletedOrStopped",
            () -> waiter.waitUntilTrainingJobCompletedOrStopped(of -> of.trainingJobName(name)),
            "ProcessingJobCompletedOrStopped",
            () -> waiter.waitUntilProcessingJobCompletedOrStopped(of -> of.processingJobName(name)),
            "TransformJobCompletedOrStopped",
            () -> waiter.waitUntilTransformJobCompletedOrStopped(of -> of.transformJobName(name))));
  }

  private SageMakerWaiter waiter() {
    return SageMakerWaiter.builder().client(aws.sagemaker).overrideConfiguration(SOON).build();
  }

  @Test
  void whatIsWaitedForComes() throws IOException {
    aws.model("one", "");
    aws.serve("one");
    aws.sagemaker.createTrainingJob(TestJobs.training("one", ""));
    aws.sagemaker.createProcessingJob(TestJobs.processing("one", ""));
    aws.sagemaker.createTransformJob(TestJobs.transform("one", "one"));
    aws.sagemaker.createEndpoint(of -> of.endpointName("gone").endpointConfigName("one"));

    try (SageMakerWaiter waiter = waiter()) {
      waiter.waitUntilEndpointInService(of -> of.endpointName("gone"));
      aws.sagemaker.deleteEndpoint(of -> of.endpointName("gone"));
      Map<String, Supplier<WaiterResponse<?>>> waiters = waiters(waiter, "one", "gone");

      assertEquals(all(), waiters.keySet());
      waiters.forEach((name, wait) -> assertTrue(wait.get().attemptsExecuted() > 0, name));
    }
  }

  @Test
  void whatIsWaitedForFails() throws IOException {
    aws.model("one", "fail");
    aws.serve("one");
    aws.sagemaker.createTrainingJob(TestJobs.training("one", "fail"));
    aws.sagemaker.createProcessingJob(TestJobs.processing("one", "fail"));
    aws.sagemaker.createTransformJob(TestJobs.transform("one", "one"));

    try (SageMakerWaiter waiter = waiter()) {
      Map<String, Supplier<WaiterResponse<?>>> waiters = waiters(waiter, "one", "one");

      assertEquals(all(), waiters.keySet());
      waiters.forEach(
          (name, wait) -> {
            String message =
                String.valueOf(
                    assertThrows(SdkClientException.class, wait::get, name).getMessage());
            assertTrue(message.contains("transitioned the waiter to failure state"), message);
          });
    }
  }

  @Test
  void bucketsAndObjectsComeAndGo() {
    try (S3Waiter waiter = S3Waiter.builder().client(aws.s3).overrideConfiguration(SOON).build()) {
      waiter.waitUntilBucketNotExists(of -> of.bucket("later"));
      aws.s3.createBucket(of -> of.bucket("later"));
      waiter.waitUntilBucketExists(of -> of.bucket("later"));
      waiter.waitUntilObjectNotExists(of -> of.bucket("bucket").key("orders/b.csv"));
      aws.put("orders/b.csv", "3,4");

      assertEquals(
          3,
          waiter
              .waitUntilObjectExists(of -> of.bucket("bucket").key("orders/b.csv"))
              .matched()
              .response()
              .orElseThrow()
              .contentLength());
    }
  }
}
