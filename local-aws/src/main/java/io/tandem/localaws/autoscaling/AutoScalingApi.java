package io.tandem.localaws.autoscaling;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localaws.wire.JsonService;
import io.tandem.localaws.wire.ModelledService;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Application Auto Scaling, for the counts of an endpoint's variants. Targets and policies are
 * kept, and a count is brought within its target's bounds. No policy ever acts, since one process
 * runs whatever the count is. Answers have one page.
 */
public final class AutoScalingApi {
  private static final Pattern RESOURCE = Pattern.compile("endpoint/([^/]+)/variant/([^/]+)");
  private static final String DIMENSION = "sagemaker:variant:DesiredInstanceCount";
  private static final String POLICIES = "Policies";
  private static final String ROLE =
      "aws-service-role/sagemaker.application-autoscaling.amazonaws.com"
          + "/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";

  private final ResourceStore store;
  private final AccountRegion owner;
  private final Consumer<Json.Obj> counts;

  private AutoScalingApi(ResourceStore store, AccountRegion owner, Consumer<Json.Obj> counts) {
    this.store = store;
    this.owner = owner;
    this.counts = counts;
  }

  /**
   * @param model what requests may be
   * @param counts takes a request of UpdateEndpointWeightsAndCapacities
   */
  public static JsonService of(
      ServiceModel model, ResourceStore store, AccountRegion owner, Consumer<Json.Obj> counts) {
    var scaling = new AutoScalingApi(store, owner, counts);
    return new ModelledService(
        model,
        "ValidationException",
        Map.of(
            "RegisterScalableTarget", scaling::register,
            "DescribeScalableTargets", scaling::targets,
            "DeregisterScalableTarget", scaling::deregister,
            "PutScalingPolicy", scaling::put,
            "DescribeScalingPolicies", scaling::policies,
            "DeleteScalingPolicy", scaling::delete));
  }

  /** Of an endpoint's variant. */
  public static String resourceId(String endpoint, String variant) {
    return "endpoint/%s/variant/%s".formatted(endpoint, variant);
  }

  private static String resource(Json.Obj request) {
    String namespace = Members.text(request, "ServiceNamespace");
    if (!namespace.equals("sagemaker")) {
      throw AwsException.validation(
          "ServiceNamespace: %s is not supported here: use sagemaker".formatted(namespace));
    }
    String dimension = Members.text(request, "ScalableDimension");
    if (!dimension.isEmpty() && !dimension.equals(DIMENSION)) {
      throw AwsException.validation(
          "ScalableDimension: %s is not supported here: use %s".formatted(dimension, DIMENSION));
    }
    return Members.text(request, "ResourceId");
  }

  private static void refuse(Json.Obj request, String member) {
    if (request.fields().containsKey(member)) {
      throw AwsException.validation(member + " is not supported here: remove it");
    }
  }

  private Json.Obj register(Json.Obj request) {
    String resource = resource(request);
    Matcher parts = RESOURCE.matcher(resource);
    if (!parts.matches()) {
      throw AwsException.validation("ResourceId: expected endpoint/NAME/variant/NAME");
    }
    refuse(request, "Tags");
    Json.Obj variant = variant(parts.group(1), parts.group(2));
    Resource first =
        new Resource(
            ResourceKind.SCALABLE_TARGET, resource, first(resource), new Json.Arr("$", List.of()));
    Json.Obj wanted =
        bounded(
            store.find(ResourceKind.SCALABLE_TARGET, resource).orElse(first).description(),
            request);
    double count = Members.number(variant, "DesiredInstanceCount");
    double within =
        Math.clamp(
            count, Members.number(wanted, "MinCapacity"), Members.number(wanted, "MaxCapacity"));
    if (within != count) {
      counts.accept(counting(parts.group(1), parts.group(2), (long) within));
    }
    // From what is kept then: a policy may have been put meanwhile.
    store.add(first.with(wanted));
    store.change(
        ResourceKind.SCALABLE_TARGET,
        resource,
        found -> found.with(bounded(found.description(), request)));
    return new Members()
        .put("ScalableTargetARN", wanted.fields().get("ScalableTargetARN"))
        .object();
  }

  /** A target with what a request says of it. */
  private static Json.Obj bounded(Json.Obj before, Json.Obj request) {
    Members target = Members.of(before);
    for (String member : List.of("MinCapacity", "MaxCapacity", "RoleARN", "SuspendedState")) {
      Json asked = request.fields().get(member);
      if (asked != null) {
        target.put(member, asked);
      }
    }
    Json.Obj after = target.object();
    if (!after.fields().containsKey("MinCapacity") || !after.fields().containsKey("MaxCapacity")) {
      throw AwsException.validation("MinCapacity and MaxCapacity: expected both of a new target");
    }
    double least = Members.number(after, "MinCapacity");
    if (least < 0 || least > Members.number(after, "MaxCapacity")) {
      throw AwsException.validation(
          "MinCapacity: expected no less than 0 and no more than MaxCapacity");
    }
    return after;
  }

  private Json.Obj variant(String endpoint, String name) {
    return store
        .find(ResourceKind.ENDPOINT, endpoint)
        .filter(found -> found.status().equals("InService"))
        .flatMap(
            found ->
                Members.list(found.description(), "ProductionVariants").stream()
                    .map(Json.Obj.class::cast)
                    .filter(variant -> Members.text(variant, "VariantName").equals(name))
                    .findFirst())
        .orElseThrow(
            () ->
                AwsException.validation(
                    "ResourceId: there is no endpoint %s in service with a variant %s"
                        .formatted(endpoint, name)));
  }

  private static Json.Obj counting(String endpoint, String variant, long count) {
    Json.Obj desired =
        new Members()
            .text("VariantName", variant)
            .put("DesiredInstanceCount", Json.num(count))
            .object();
    return new Members()
        .text("EndpointName", endpoint)
        .put("DesiredWeightsAndCapacities", new Json.Arr("$", List.of(desired)))
        .object();
  }

  private Json.Obj first(String resource) {
    return new Members()
        .text("ServiceNamespace", "sagemaker")
        .text("ResourceId", resource)
        .text("ScalableDimension", DIMENSION)
        .text("RoleARN", "arn:aws:iam::%s:role/%s".formatted(owner.account(), ROLE))
        .time("CreationTime", Instant.now())
        .text(
            "ScalableTargetARN",
            "arn:aws:application-autoscaling:%s:%s:scalable-target/%s"
                .formatted(owner.region(), owner.account(), id(resource)))
        .object();
  }

  private static String id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private Json.Obj targets(Json.Obj request) {
    resource(request);
    refuse(request, "NextToken");
    Set<String> asked = texts(request, "ResourceIds");
    List<Json> found = new ArrayList<>();
    for (Resource target : store.all(ResourceKind.SCALABLE_TARGET)) {
      if (asked.isEmpty() || asked.contains(target.name())) {
        found.add(Members.of(target.description(), POLICIES).object());
      }
    }
    return new Members().put("ScalableTargets", new Json.Arr("$", found)).object();
  }

  private static Set<String> texts(Json.Obj request, String member) {
    Set<String> texts = new HashSet<>();
    Members.list(request, member).forEach(each -> texts.add(((Json.Text) each).value()));
    return texts;
  }

  private Json.Obj deregister(Json.Obj request) {
    Resource target = target(request);
    store.remove(ResourceKind.SCALABLE_TARGET, target.name());
    return Json.object(Map.of());
  }

  private Resource target(Json.Obj request) {
    String resource = resource(request);
    return store
        .find(ResourceKind.SCALABLE_TARGET, resource)
        .orElseThrow(() -> missing("scalable target", resource));
  }

  private static AwsException missing(String what, String resource) {
    return AwsException.of(
        "ObjectNotFoundException",
        "No %s found for service namespace: sagemaker, resource ID: %s, scalable dimension: %s"
            .formatted(what, resource, DIMENSION));
  }

  private Json.Obj put(Json.Obj request) {
    Resource target = target(request);
    String name = Members.text(request, "PolicyName");
    String type = Members.text(request, "PolicyType");
    if (type.equals("TargetTrackingScaling")
        && !request.fields().containsKey("TargetTrackingScalingPolicyConfiguration")) {
      throw AwsException.validation(
          "TargetTrackingScalingPolicyConfiguration: expected it of this PolicyType");
    }
    Members policy = Members.of(request);
    if (type.isEmpty()) {
      policy.text("PolicyType", "StepScaling");
    }
    String arn =
        "arn:aws:autoscaling:%s:%s:scalingPolicy:%s:resource/sagemaker/%s:policyName/%s"
            .formatted(
                owner.region(), owner.account(), id(target.name() + name), target.name(), name);
    policy.text("PolicyARN", arn).time("CreationTime", Instant.now());
    change(
        target,
        policies -> {
          policies.removeIf(each -> isCalled(each, name));
          policies.add(policy.object());
        });
    return new Members()
        .text("PolicyARN", arn)
        .put("Alarms", new Json.Arr("$", List.of()))
        .object();
  }

  private static boolean isCalled(Json policy, String name) {
    return Members.text((Json.Obj) policy, "PolicyName").equals(name);
  }

  private void change(Resource target, Consumer<List<Json>> change) {
    store.change(
        target.kind(),
        target.name(),
        found -> {
          List<Json> policies = new ArrayList<>(Members.list(found.description(), POLICIES));
          change.accept(policies);
          return found.with(
              Members.of(found.description()).put(POLICIES, new Json.Arr("$", policies)).object());
        });
  }

  private Json.Obj policies(Json.Obj request) {
    String resource = resource(request);
    refuse(request, "NextToken");
    Set<String> asked = texts(request, "PolicyNames");
    List<Json> found =
        store.all(ResourceKind.SCALABLE_TARGET).stream()
            .filter(target -> resource.isEmpty() || target.name().equals(resource))
            .flatMap(target -> Members.list(target.description(), POLICIES).stream())
            .filter(
                policy ->
                    asked.isEmpty()
                        || asked.contains(Members.text((Json.Obj) policy, "PolicyName")))
            .toList();
    return new Members().put("ScalingPolicies", new Json.Arr("$", found)).object();
  }

  private Json.Obj delete(Json.Obj request) {
    Resource target = target(request);
    String name = Members.text(request, "PolicyName");
    if (Members.list(target.description(), POLICIES).stream().noneMatch(p -> isCalled(p, name))) {
      throw missing("scaling policy", target.name());
    }
    change(target, policies -> policies.removeIf(each -> isCalled(each, name)));
    return Json.object(Map.of());
  }
}
