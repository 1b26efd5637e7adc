package io.tandem.localaws.sagemaker;

import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The one production variant of an endpoint: its name, weight and count of instances. */
final class EndpointVariant {
  /** What the containers' start anew and an update may leave as it was. */
  static final Set<String> FIGURES = Set.of("Weight", "InstanceCount");

  private static final String MEMBER = "ProductionVariants";
  private static final String NAME = "VariantName";
  private static final String DESIRED = "Desired";

  private EndpointVariant() {}

  /** Of an endpoint, or of what is being deployed; empty when it never served. */
  static Optional<Json.Obj> of(Json.Obj description) {
    return Members.list(description, MEMBER).stream().findFirst().map(Json.Obj.class::cast);
  }

  static void put(Members description, Json.Obj variant) {
    description.put(MEMBER, new Json.Arr("$", List.of(variant)));
  }

  /**
   * What a configuration asks for.
   *
   * @param before the endpoint's variant until then
   * @param retained what stays of it, of {@link #FIGURES}, if it is the same
   */
  static Json.Obj desired(Resource config, Optional<Json.Obj> before, Set<String> retained) {
    Json.Obj variant = EndpointConfigs.variant(config.description());
    Json one = Json.num(1L);
    Members desired =
        new Members()
            .put(NAME, variant.fields().get(NAME))
            .put("DesiredWeight", variant.fields().getOrDefault("InitialVariantWeight", one))
            .put(
                "DesiredInstanceCount", variant.fields().getOrDefault("InitialInstanceCount", one));
    before
        .filter(same -> isSame(same, variant))
        .ifPresent(
            same ->
                retained.forEach(
                    figure -> desired.put(DESIRED + figure, same.fields().get(DESIRED + figure))));
    return desired.object();
  }

  private static boolean isSame(Json.Obj one, Json.Obj other) {
    return Members.text(one, NAME).equals(Members.text(other, NAME));
  }

  /** With what is desired as what is there. */
  static Json.Obj current(Json.Obj desired) {
    Members variant = Members.of(desired);
    FIGURES.forEach(
        figure -> variant.put("Current" + figure, desired.fields().get(DESIRED + figure)));
    return variant.object();
  }

  /**
   * What an update leaves as it was, of {@link #FIGURES}.
   *
   * @param request of UpdateEndpoint
   * @throws AwsException when it would leave the data capture as it was, or when nothing can be
   *     left
   */
  static Set<String> retained(Json.Obj endpoint, Resource config, Json.Obj request) {
    Set<String> excluded =
        Members.list(request, "ExcludeRetainedVariantProperties").stream()
            .map(each -> Members.text((Json.Obj) each, "VariantPropertyType"))
            .collect(Collectors.toSet());
    if (!Members.isTrue(request, "RetainAllVariantProperties")) {
      if (!excluded.isEmpty()) {
        throw AwsException.validation(
            "ExcludeRetainedVariantProperties: expected RetainAllVariantProperties with it");
      }
      return Set.of();
    }
    Json.Obj next = EndpointConfigs.variant(config.description());
    if (of(endpoint).filter(before -> isSame(before, next)).isEmpty()) {
      throw AwsException.validation(
          "RetainAllVariantProperties: the endpoint has no variant " + Members.text(next, NAME));
    }
    if (!excluded.contains(CaptureConfig.MEMBER) && captures(endpoint, config)) {
      throw AwsException.validation(
          "RetainAllVariantProperties: retaining DataCaptureConfig is not supported here: exclude"
              + " it");
    }
    return FIGURES.stream()
        .filter(figure -> !excluded.contains(DESIRED + figure))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether there is anything that could be retained or left. */
  private static boolean captures(Json.Obj endpoint, Resource config) {
    return endpoint.fields().containsKey(CaptureConfig.MEMBER)
        || config.description().fields().containsKey(CaptureConfig.MEMBER);
  }

  /**
   * With the weight and the count that a request asks for.
   *
   * @param request of UpdateEndpointWeightsAndCapacities
   * @throws AwsException when the endpoint has no such variant
   */
  static Json.Obj counted(Json.Obj endpoint, Json.Obj request) {
    Json.Obj variant = of(endpoint).orElseThrow();
    List<Json> desired = Members.list(request, "DesiredWeightsAndCapacities");
    Json.Obj asked = (Json.Obj) desired.getFirst();
    if (desired.size() > 1 || !isSame(asked, variant)) {
      throw AwsException.validation(
          "DesiredWeightsAndCapacities: expected the one variant of the endpoint, "
              + Members.text(variant, NAME));
    }
    Members changed = Members.of(variant);
    for (String figure : FIGURES) {
      Json value = asked.fields().get(DESIRED + figure);
      if (value != null) {
        changed.put(DESIRED + figure, value);
      }
    }
    return current(changed.object());
  }
}
