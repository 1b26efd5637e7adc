package io.tandem.localaws.async;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.Optional;

/**
 * The AsyncInferenceConfig of an endpoint configuration.
 *
 * @param output {@code s3://bucket/prefix}
 * @param failure as {@code output}; empty when failures are not kept
 * @param successTopic an ARN; empty when nobody is notified
 * @param errorTopic as {@code successTopic}
 * @param concurrent how many calls may run at once
 */
public record AsyncConfig(
    String output, String failure, String successTopic, String errorTopic, int concurrent) {
  /** The member of an endpoint configuration, and of what Describe answers for an endpoint. */
  public static final String MEMBER = "AsyncInferenceConfig";

  /** The service chooses it by the instance when none is given. */
  private static final int CONCURRENT = 4;

  /**
   * @param endpointConfig that AWS's model allows
   */
  public static Optional<AsyncConfig> of(Json.Obj endpointConfig) {
    return endpointConfig.fields().get(MEMBER) instanceof Json.Obj config
        ? Optional.of(read(config))
        : Optional.empty();
  }

  private static AsyncConfig read(Json.Obj config) {
    Json.Obj output = member(config, "OutputConfig");
    Json.Obj notification = member(output, "NotificationConfig");
    int concurrent =
        (int) Members.number(member(config, "ClientConfig"), "MaxConcurrentInvocationsPerInstance");
    return new AsyncConfig(
        Members.text(output, "S3OutputPath"),
        Members.text(output, "S3FailurePath"),
        Members.text(notification, "SuccessTopic"),
        Members.text(notification, "ErrorTopic"),
        concurrent == 0 ? CONCURRENT : concurrent);
  }

  private static Json.Obj member(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Obj member ? member : Json.object(Map.of());
  }

  /**
   * @throws AwsException when a place is none of the folder that stands for S3, or what is asked is
   *     not done here
   */
  public static void check(Json.Obj endpointConfig, S3Folder s3) {
    AsyncConfig config = of(endpointConfig).orElse(null);
    if (config == null) {
      return;
    }
    Json.Obj output = member(member(endpointConfig, MEMBER), "OutputConfig");
    if (config.output().isEmpty()) {
      throw AwsException.validation("OutputConfig.S3OutputPath: expected one");
    }
    if (!Members.list(member(output, "NotificationConfig"), "IncludeInferenceResponseIn")
        .isEmpty()) {
      throw AwsException.validation(
          "IncludeInferenceResponseIn is not supported here: read the response at its"
              + " outputLocation");
    }
    AwsException.checkLocated(s3, config.output(), "OutputConfig.S3OutputPath: ");
    if (!config.failure().isEmpty()) {
      AwsException.checkLocated(s3, config.failure(), "OutputConfig.S3FailurePath: ");
    }
  }
}
