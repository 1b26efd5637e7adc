package io.tandem.localaws.states.definition;

import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a task calls.
 *
 * @param service such as {@code sagemaker}
 * @param action such as {@code createTrainingJob}
 * @param sdk whether it is an AWS SDK integration: its errors have other names
 * @param pattern empty, {@code .sync} or {@code .waitForTaskToken}
 */
public record TaskResource(String service, String action, boolean sdk, String pattern) {
  public static final String SYNC = ".sync";
  public static final String TOKEN = ".waitForTaskToken";

  private static final String ARN = "arn:aws:states:::";
  private static final String SDK = "aws-sdk:";

  /** Besides the operations of SageMaker by the SDK. */
  private static final Set<String> SUPPORTED =
      Set.of(
          "sagemaker:createTrainingJob.sync",
          "sagemaker:createTransformJob.sync",
          "sagemaker:createProcessingJob.sync",
          "sagemaker:createModel",
          "sagemaker:createEndpointConfig",
          "sagemaker:createEndpoint",
          "sagemaker:updateEndpoint",
          "aws-sdk:applicationautoscaling:registerScalableTarget",
          "aws-sdk:applicationautoscaling:deregisterScalableTarget",
          "aws-sdk:applicationautoscaling:putScalingPolicy",
          "aws-sdk:s3:copyObject",
          "aws-sdk:s3:getObject",
          "aws-sdk:s3:putObject",
          "aws-sdk:s3:listObjectsV2",
          "aws-sdk:sagemakerruntime:invokeEndpoint",
          "emr-serverless:startJobRun.sync",
          "sns:publish.waitForTaskToken");

  /** Empty when it is not supported. */
  static Optional<TaskResource> of(String arn, ServiceModel sagemaker) {
    if (!arn.startsWith(ARN)) {
      return Optional.empty();
    }
    String name = arn.substring(ARN.length());
    return supported(sagemaker).contains(name) ? Optional.of(parsed(name)) : Optional.empty();
  }

  private static TaskResource parsed(String name) {
    boolean sdk = name.startsWith(SDK);
    String rest = sdk ? name.substring(SDK.length()) : name;
    String service = rest.substring(0, rest.indexOf(':'));
    String action = rest.substring(service.length() + 1);
    int dot = action.indexOf('.');
    return dot < 0
        ? new TaskResource(service, action, sdk, "")
        : new TaskResource(service, action.substring(0, dot), sdk, action.substring(dot));
  }

  private static Set<String> supported(ServiceModel sagemaker) {
    Set<String> names =
        sagemaker.operations().stream()
            .map(
                operation ->
                    "aws-sdk:sagemaker:"
                        + operation.substring(0, 1).toLowerCase(Locale.ROOT)
                        + operation.substring(1))
            .collect(Collectors.toCollection(TreeSet::new));
    names.addAll(SUPPORTED);
    return names;
  }

  /** Why it is refused. */
  static String refusal(String arn, ServiceModel sagemaker) {
    List<String> arns = supported(sagemaker).stream().map(name -> ARN + name).toList();
    return "the resource %s is not supported here%s".formatted(arn, Suggestion.hint(arn, arns));
  }

  /** Of SageMaker's API: {@code CreateTrainingJob}. */
  public String operation() {
    return action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1);
  }

  /** As the history's events have it: {@code aws-sdk:sagemaker}. */
  public String type() {
    return sdk ? SDK + service : service;
  }

  /** As the history's events have it: {@code createTrainingJob.sync}. */
  public String actionAndPattern() {
    return action + pattern;
  }
}
