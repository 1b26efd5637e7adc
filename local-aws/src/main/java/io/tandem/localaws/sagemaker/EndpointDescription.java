package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncConfig;
import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What Describe answers for an endpoint, at each step of its life. */
final class EndpointDescription {
  private static final String STATUS = "EndpointStatus";
  private static final String UPDATING = "Updating";
  private static final String CONFIG = "EndpointConfigName";

  /** What is being deployed: kept with the answer, so that the next program finishes it. */
  private static final String PENDING = "PendingDeploymentSummary";

  private static final String DEPLOYMENT = "LastDeploymentConfig";

  private EndpointDescription() {}

  static Json.Obj created(String name, String arn, Resource config, Json.Obj request) {
    Instant now = Instant.now();
    return new Members()
        .text("EndpointName", name)
        .text("EndpointArn", arn)
        .text(CONFIG, config.name())
        .text(STATUS, "Creating")
        .time("CreationTime", now)
        .time("LastModifiedTime", now)
        .put(DEPLOYMENT, request.fields().get("DeploymentConfig"))
        .put(PENDING, pending(config, EndpointVariant.desired(config, Optional.empty(), Set.of())))
        .object();
  }

  private static Json.Obj pending(Resource config, Json.Obj variant) {
    Members pending = new Members().text(CONFIG, config.name()).time("StartTime", Instant.now());
    EndpointVariant.put(pending, variant);
    return pending.object();
  }

  /** Of an endpoint of which nothing runs yet. What was being deployed still is. */
  static Resource restoring(Resource endpoint) {
    return pending(endpoint).isPresent()
        ? endpoint
        : now(
            endpoint, Members.of(endpoint.description(), "FailureReason").text(STATUS, "Creating"));
  }

  private static Optional<Json.Obj> pending(Resource endpoint) {
    return Optional.ofNullable((Json.Obj) endpoint.description().fields().get(PENDING));
  }

  static boolean isUpdating(Resource endpoint) {
    return endpoint.status().equals(UPDATING);
  }

  /** The name of the configuration that serves, or is the first to. */
  static String config(Resource endpoint) {
    return Members.text(endpoint.description(), CONFIG);
  }

  /** The name of the configuration that is being deployed, or was the last to be. */
  static String wanted(Resource endpoint) {
    return pending(endpoint).map(found -> Members.text(found, CONFIG)).orElse(config(endpoint));
  }

  /**
   * @param request of UpdateEndpoint
   * @throws AwsException when it is in the middle of something else, or cannot retain what it is to
   */
  static Resource updating(Resource endpoint, Resource config, Json.Obj request) {
    Set<String> retained = EndpointVariant.retained(endpoint.description(), config, request);
    Resource updating = settled(endpoint, UPDATING);
    Members members = Members.of(updating.description());
    Optional<Json.Obj> before = EndpointVariant.of(endpoint.description());
    members.put(PENDING, pending(config, EndpointVariant.desired(config, before, retained)));
    boolean kept = Members.isTrue(request, "RetainDeploymentConfig");
    Json deployment = request.fields().get("DeploymentConfig");
    if (!kept || deployment != null) {
      members.put(DEPLOYMENT, deployment);
    }
    return updating.with(members.object());
  }

  /**
   * @throws AwsException when it is in the middle of something else
   */
  static Resource deleting(Resource endpoint) {
    return settled(endpoint, "Deleting");
  }

  private static Resource settled(Resource endpoint, String next) {
    if (!endpoint.status().equals("InService") && !endpoint.status().equals("Failed")) {
      throw AwsException.validation(
          "Cannot update in-progress endpoint \"%s\".".formatted(endpoint.arn()));
    }
    return now(endpoint, Members.of(endpoint.description(), "FailureReason").text(STATUS, next));
  }

  /** Nothing is being deployed any more. */
  static Resource failed(Resource endpoint, String status, String reason) {
    return now(
        endpoint,
        Members.of(endpoint.description(), PENDING)
            .text(STATUS, status)
            .text("FailureReason", reason));
  }

  /**
   * @param config the configuration that it has; when it was not being deployed, the variant is as
   *     it was
   */
  static Resource inService(Resource endpoint, Resource config) {
    Optional<Json.Obj> before = EndpointVariant.of(endpoint.description());
    Json.Obj variant =
        pending(endpoint)
            .flatMap(EndpointVariant::of)
            .orElseGet(() -> EndpointVariant.desired(config, before, EndpointVariant.FIGURES));
    Optional<CaptureConfig> capture = CaptureConfig.of(config.description());
    Members members =
        Members.of(endpoint.description(), PENDING, "FailureReason")
            .text(STATUS, "InService")
            .text(CONFIG, config.name())
            .put(AsyncConfig.MEMBER, config.description().fields().get(AsyncConfig.MEMBER))
            .put(CaptureConfig.MEMBER, capture.map(CaptureConfig::summary).orElse(null));
    EndpointVariant.put(members, EndpointVariant.current(variant));
    return now(endpoint, members);
  }

  /**
   * With the weight and the count that a request of UpdateEndpointWeightsAndCapacities asks for.
   *
   * @throws AwsException when the endpoint is not in service, or has no such variant
   */
  static Resource counted(Resource endpoint, Json.Obj request) {
    if (!endpoint.status().equals("InService")) {
      throw AwsException.validation(
          "Cannot update in-progress endpoint \"%s\".".formatted(endpoint.arn()));
    }
    Members members = Members.of(endpoint.description());
    EndpointVariant.put(members, EndpointVariant.counted(endpoint.description(), request));
    return now(endpoint, members);
  }

  private static Resource now(Resource endpoint, Members members) {
    return endpoint.with(members.time("LastModifiedTime", Instant.now()).object());
  }
}
