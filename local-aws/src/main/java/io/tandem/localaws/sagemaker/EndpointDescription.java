package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncConfig;
import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What Describe answers for an endpoint, at each step of its life. */
final class EndpointDescription {
  /** Of a variant, what its containers' start anew and an update may leave as it was. */
  static final Set<String> FIGURES = Set.of("Weight", "InstanceCount");

  private static final String STATUS = "EndpointStatus";
  private static final String VARIANTS = "ProductionVariants";
  private static final String DEPLOYMENT = "LastDeploymentConfig";
  private static final String RETAINED = "RetainAllVariantProperties";

  private EndpointDescription() {}

  static Json.Obj created(String name, String arn, String config, Json.Obj request) {
    Instant now = Instant.now();
    return new Members()
        .text("EndpointName", name)
        .text("EndpointArn", arn)
        .text("EndpointConfigName", config)
        .text(STATUS, "Creating")
        .time("CreationTime", now)
        .time("LastModifiedTime", now)
        .put(DEPLOYMENT, request.fields().get("DeploymentConfig"))
        .object();
  }

  /** Of an endpoint of which nothing runs yet. */
  static Resource restoring(Resource endpoint) {
    return now(
        endpoint, Members.of(endpoint.description(), "FailureReason").text(STATUS, "Creating"));
  }

  /**
   * @param request of UpdateEndpoint
   * @throws AwsException when it is in the middle of something else
   */
  static Resource updating(Resource endpoint, Json.Obj request) {
    Resource updating = settled(endpoint, "Updating");
    Members members = Members.of(updating.description());
    boolean kept = Members.isTrue(request, "RetainDeploymentConfig");
    Json deployment = request.fields().get("DeploymentConfig");
    if (!kept || deployment != null) {
      members.put(DEPLOYMENT, deployment);
    }
    return updating.with(members.object());
  }

  /**
   * What an update leaves as it was, of {@code Weight} and {@code InstanceCount}.
   *
   * @throws AwsException when it would leave the data capture as it was, or when nothing can be
   *     left
   */
  static Set<String> retained(Resource endpoint, Resource config, Json.Obj request) {
    Set<String> excluded =
        Members.list(request, "ExcludeRetainedVariantProperties").stream()
            .map(each -> Members.text((Json.Obj) each, "VariantPropertyType"))
            .collect(Collectors.toSet());
    if (!Members.isTrue(request, RETAINED)) {
      if (!excluded.isEmpty()) {
        throw AwsException.validation(
            "ExcludeRetainedVariantProperties: expected RetainAllVariantProperties with it");
      }
      return Set.of();
    }
    Json.Obj next = EndpointConfigs.variant(config.description());
    boolean known =
        Members.list(endpoint.description(), VARIANTS).stream()
            .anyMatch(before -> isSameVariant((Json.Obj) before, next));
    if (!known) {
      throw AwsException.validation(
          "RetainAllVariantProperties: the endpoint has no variant "
              + Members.text(next, "VariantName"));
    }
    if (!excluded.contains(CaptureConfig.MEMBER) && captures(endpoint, config)) {
      throw AwsException.validation(
          "RetainAllVariantProperties: retaining DataCaptureConfig is not supported here: exclude"
              + " it");
    }
    return FIGURES.stream()
        .filter(figure -> !excluded.contains("Desired" + figure))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether there is anything that could be retained or left. */
  private static boolean captures(Resource endpoint, Resource config) {
    return endpoint.description().fields().containsKey(CaptureConfig.MEMBER)
        || config.description().fields().containsKey(CaptureConfig.MEMBER);
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

  static Resource failed(Resource endpoint, String status, String reason) {
    return now(
        endpoint,
        Members.of(endpoint.description()).text(STATUS, status).text("FailureReason", reason));
  }

  /**
   * @param config the configuration that it has
   * @param retained of {@code Weight} and {@code InstanceCount}, those that stay as they were
   */
  static Resource inService(Resource endpoint, Resource config, Set<String> retained) {
    Json.Obj variant = EndpointConfigs.variant(config.description());
    Optional<CaptureConfig> capture = CaptureConfig.of(config.description());
    Json weight = variant.fields().getOrDefault("InitialVariantWeight", Json.num(1L));
    Json count = variant.fields().getOrDefault("InitialInstanceCount", Json.num(1L));
    Members summary =
        new Members()
            .put("VariantName", variant.fields().get("VariantName"))
            .put("CurrentWeight", weight)
            .put("DesiredWeight", weight)
            .put("CurrentInstanceCount", count)
            .put("DesiredInstanceCount", count);
    Members.list(endpoint.description(), VARIANTS).stream()
        .map(Json.Obj.class::cast)
        .filter(before -> isSameVariant(before, variant))
        .forEach(
            before ->
                retained.forEach(
                    figure -> {
                      summary.put("Current" + figure, before.fields().get("Current" + figure));
                      summary.put("Desired" + figure, before.fields().get("Desired" + figure));
                    }));
    return now(
        endpoint,
        Members.of(endpoint.description())
            .text(STATUS, "InService")
            .text("EndpointConfigName", config.name())
            .text("FailureReason", Optional.empty())
            .put(AsyncConfig.MEMBER, config.description().fields().get(AsyncConfig.MEMBER))
            .put(CaptureConfig.MEMBER, capture.map(CaptureConfig::summary).orElse(null))
            .put(VARIANTS, new Json.Arr("$", List.of(summary.object()))));
  }

  private static boolean isSameVariant(Json.Obj one, Json.Obj other) {
    return Members.text(one, "VariantName").equals(Members.text(other, "VariantName"));
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
    Json.Obj variant = (Json.Obj) Members.list(endpoint.description(), VARIANTS).getFirst();
    List<Json> desired = Members.list(request, "DesiredWeightsAndCapacities");
    Json.Obj asked = (Json.Obj) desired.getFirst();
    String name = Members.text(variant, "VariantName");
    if (desired.size() > 1 || !Members.text(asked, "VariantName").equals(name)) {
      throw AwsException.validation(
          "DesiredWeightsAndCapacities: expected the one variant of the endpoint, " + name);
    }
    Members changed = Members.of(variant);
    for (String figure : FIGURES) {
      Json value = asked.fields().get("Desired" + figure);
      if (value != null) {
        changed.put("Desired" + figure, value).put("Current" + figure, value);
      }
    }
    return now(
        endpoint,
        Members.of(endpoint.description())
            .put(VARIANTS, new Json.Arr("$", List.of(changed.object()))));
  }

  private static Resource now(Resource endpoint, Members members) {
    return endpoint.with(members.time("LastModifiedTime", Instant.now()).object());
  }
}
