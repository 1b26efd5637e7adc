package io.tandem.localaws.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of things, with the names that their members have in the API. */
public enum ResourceKind {
  MODEL("Model", "Models", null, List.of()),
  ENDPOINT_CONFIG("EndpointConfig", "EndpointConfigs", null, List.of()),
  ENDPOINT("Endpoint", "Endpoints", "EndpointStatus", List.of("LastModifiedTime")),
  TRAINING_JOB(
      "TrainingJob",
      "TrainingJobSummaries",
      "TrainingJobStatus",
      List.of("LastModifiedTime", "TrainingEndTime", "SecondaryStatus")),
  PROCESSING_JOB(
      "ProcessingJob",
      "ProcessingJobSummaries",
      "ProcessingJobStatus",
      List.of("LastModifiedTime", "ProcessingEndTime", "FailureReason", "ExitMessage")),
  TRANSFORM_JOB(
      "TransformJob",
      "TransformJobSummaries",
      "TransformJobStatus",
      List.of("TransformEndTime", "FailureReason")),
  MODEL_PACKAGE_GROUP(
      "ModelPackageGroup",
      "ModelPackageGroupSummaryList",
      "ModelPackageGroupStatus",
      List.of("ModelPackageGroupDescription")),
  MODEL_PACKAGE(
      "ModelPackage",
      "ModelPackageSummaryList",
      "ModelPackageStatus",
      List.of(
          "ModelPackageGroupName",
          "ModelPackageVersion",
          "ModelPackageDescription",
          "ModelApprovalStatus",
          "ModelLifeCycle",
          "ModelPackageRegistrationType")),
  /** Of Application Auto Scaling, called by its ResourceId; the others are SageMaker's. */
  SCALABLE_TARGET("ScalableTarget", "ScalableTargets", null, List.of());

  private final String word;
  private final String list;
  private final @Nullable String status;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list
  private final List<String> summarized;

  ResourceKind(String word, String list, @Nullable String status, List<String> summarized) {
    this.word = word;
    this.list = list;
    this.status = status;
    this.summarized = summarized;
  }

  /** In names of operations: {@code TrainingJob}. */
  public String word() {
    return word;
  }

  /** In messages: {@code training job}. */
  public String spoken() {
    return arnType().replace('-', ' ');
  }

  /** In ARNs, and of the folder that keeps them: {@code training-job}. */
  public String arnType() {
    return word.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  public String nameMember() {
    return word + "Name";
  }

  public String arnMember() {
    return word + "Arn";
  }

  /** Of a list's answer. */
  public String listMember() {
    return list;
  }

  /** Empty for what is there at once. */
  public Optional<String> statusMember() {
    return Optional.ofNullable(status);
  }

  /** Of a description, what a list shows besides name, ARN, time and status. */
  public List<String> summarized() {
    return summarized;
  }
}
