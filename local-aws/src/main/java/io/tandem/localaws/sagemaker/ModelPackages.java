package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Listing;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model registry: packages, which say what to run, and groups of their versions. Version 3 of a
 * group {@code shop} has the name {@code shop/3}. Nothing is validated by running it.
 */
final class ModelPackages {
  private static final String GROUP = "ModelPackageGroupName";
  private static final String PACKAGE = "ModelPackageName";
  private static final String APPROVAL = "ModelApprovalStatus";
  private static final String VERSION = "ModelPackageVersion";

  /** An update takes the place of these. */
  private static final List<String> REPLACED =
      List.of(
          APPROVAL,
          "ApprovalDescription",
          "InferenceSpecification",
          "ModelCard",
          "ModelLifeCycle",
          "ModelPackageRegistrationType",
          "SourceUri");

  /** Of a package's container, what a model's has too. */
  private static final List<String> PACKAGED =
      List.of(
          "ContainerHostname",
          "Image",
          "ModelDataUrl",
          "ModelDataSource",
          "AdditionalModelDataSources");

  private static final int MAX_PROPERTIES = 50;
  private static final int MAX_SPECIFICATIONS = 15;

  private final ResourceStore store;
  private final Named groups;
  private final Named packages;

  ModelPackages(ResourceStore store, Platform platform) {
    this.store = store;
    this.groups = new Named(ResourceKind.MODEL_PACKAGE_GROUP, store, platform.owner());
    this.packages = new Named(ResourceKind.MODEL_PACKAGE, store, platform.owner());
  }

  Json.Obj createGroup(Json.Obj request) {
    Named.refuse(request, "ManagedConfiguration", "remove it");
    Members description = Members.of(request, "Tags");
    description.text("ModelPackageGroupArn", groups.arn(groups.name(request)));
    description.text("ModelPackageGroupStatus", "Completed");
    description.time("CreationTime", Instant.now());
    description.put("CreatedBy", Json.object(Map.of()));
    return groups.arnOf(groups.add(request, description.object()));
  }

  Json.Obj deleteGroup(Json.Obj request) {
    Resource group = groups.find(request);
    synchronized (this) {
      if (!versions(group.name()).isEmpty()) {
        throw AwsException.of(
            "ConflictException",
            "Model package group %s has model packages: delete them first".formatted(group.arn()));
      }
      store.remove(ResourceKind.MODEL_PACKAGE_GROUP, group.name());
    }
    return Json.object(Map.of());
  }

  Json.Obj create(Json.Obj request) {
    boolean versioned = !Members.text(request, GROUP).isEmpty();
    if (versioned != Members.text(request, PACKAGE).isEmpty()) {
      throw AwsException.validation(
          "expected either ModelPackageGroupName, for a version of a group, or ModelPackageName");
    }
    Named.refuse(request, "SourceAlgorithmSpecification", "use InferenceSpecification");
    Named.refuse(request, "ValidationSpecification", "run a transform job yourself");
    Members description = Members.of(request, "Tags", "ClientToken");
    description.defaultFalse("CertifyForMarketplace");
    description.text("ModelPackageStatus", "Completed");
    description.put(
        "ModelPackageStatusDetails",
        new Members().put("ValidationStatuses", new Json.Arr("$", List.of())).object());
    description.time("CreationTime", Instant.now());
    if (!versioned) {
      description.text("ModelPackageArn", packages.arn(Members.text(request, PACKAGE)));
      return packages.arnOf(packages.add(request, description.object()));
    }
    if (Members.text(request, APPROVAL).isEmpty()) {
      description.text(APPROVAL, "PendingManualApproval");
    }
    synchronized (this) {
      String group = groups.find(request).name();
      int version = 1 + versions(group).stream().mapToInt(ModelPackages::version).max().orElse(0);
      String name = group + "/" + version;
      description.text(GROUP, group);
      description.text(PACKAGE, group);
      description.put(VERSION, Json.num(version));
      description.text("ModelPackageArn", packages.arn(name));
      return packages.arnOf(packages.add(name, request, description.object()));
    }
  }

  private List<Resource> versions(String group) {
    return store.all(ResourceKind.MODEL_PACKAGE).stream()
        .filter(found -> Members.text(found.description(), GROUP).equals(group))
        .toList();
  }

  private static int version(Resource found) {
    return (int) Members.number(found.description(), VERSION);
  }

  Json.Obj update(Json.Obj request) {
    Resource found = packages.find(Members.text(request, "ModelPackageArn"));
    Resource after =
        store
            .change(found.kind(), found.name(), before -> before.with(updated(before, request)))
            .orElseThrow(() -> packages.missing(found.name()));
    return packages.arnOf(after);
  }

  private static Json.Obj updated(Resource before, Json.Obj request) {
    Members description = Members.of(before.description());
    Members asked = Members.of(request);
    for (String member : REPLACED) {
      Json value = asked.object().fields().get(member);
      if (value != null) {
        description.put(member, value);
      }
    }
    var properties = new LinkedHashMap<String, Json>();
    put(before.description(), properties);
    put(request, properties);
    Members.list(request, "CustomerMetadataPropertiesToRemove").stream()
        .map(key -> ((Json.Text) key).value())
        .forEach(properties::remove);
    if (properties.size() > MAX_PROPERTIES) {
      throw AwsException.validation(
          "CustomerMetadataProperties: expected at most %d of one package"
              .formatted(MAX_PROPERTIES));
    }
    description.put(
        "CustomerMetadataProperties", properties.isEmpty() ? null : Json.object(properties));
    var more =
        new ArrayList<>(Members.list(before.description(), "AdditionalInferenceSpecifications"));
    more.addAll(Members.list(request, "AdditionalInferenceSpecificationsToAdd"));
    if (more.size() > MAX_SPECIFICATIONS) {
      throw AwsException.validation(
          "AdditionalInferenceSpecificationsToAdd: expected at most %d of one package"
              .formatted(MAX_SPECIFICATIONS));
    }
    description.put(
        "AdditionalInferenceSpecifications", more.isEmpty() ? null : new Json.Arr("$", more));
    description.time("LastModifiedTime", Instant.now());
    return description.object();
  }

  private static void put(Json.Obj from, Map<String, Json> properties) {
    if (from.fields().get("CustomerMetadataProperties") instanceof Json.Obj found) {
      properties.putAll(found.fields());
    }
  }

  Json.Obj delete(Json.Obj request) {
    store.remove(ResourceKind.MODEL_PACKAGE, packages.find(request).name());
    return Json.object(Map.of());
  }

  /** Without a group or a type, packages that are no versions, as the service does. */
  Json.Obj list(Json.Obj request) {
    String group = groups.name(request);
    String type = Members.text(request, "ModelPackageType");
    String approval = Members.text(request, APPROVAL);
    List<Resource> found =
        store.all(ResourceKind.MODEL_PACKAGE).stream()
            .filter(
                each ->
                    group.isEmpty()
                        ? type.equals("Both") || type.equals("Versioned") == version(each) > 0
                        : Members.text(each.description(), GROUP).equals(group))
            .filter(
                each ->
                    approval.isEmpty()
                        || Members.text(each.description(), APPROVAL).equals(approval))
            .toList();
    return Listing.answer(ResourceKind.MODEL_PACKAGE, found, request);
  }

  /**
   * What the package of a model's container says to run, with what the container says over it.
   *
   * @throws AwsException when there is no such package, or when it is not approved
   */
  List<Json> containers(Json.Obj container) {
    Resource found = packages.find(Members.text(container, PACKAGE));
    String approval = Members.text(found.description(), APPROVAL);
    if (!approval.isEmpty() && !approval.equals("Approved")) {
      throw AwsException.validation(
          "Model package %s is %s: set its ModelApprovalStatus to Approved first"
              .formatted(found.arn(), approval));
    }
    if (!(found.description().fields().get("InferenceSpecification") instanceof Json.Obj what)) {
      throw AwsException.validation(
          "Model package %s has no InferenceSpecification".formatted(found.arn()));
    }
    return Members.list(what, "Containers").stream()
        .<Json>map(each -> container((Json.Obj) each, container, found.arn()))
        .toList();
  }

  /** What the model's container says goes before. What is not supported is refused later. */
  private static Json.Obj container(Json.Obj packaged, Json.Obj asked, String arn) {
    Members members = Members.of(asked, "Environment");
    for (String member : PACKAGED) {
      if (!asked.fields().containsKey(member)) {
        members.put(member, packaged.fields().get(member));
      }
    }
    var environment = new LinkedHashMap<String, Json>();
    for (Json.Obj from : List.of(packaged, asked)) {
      if (from.fields().get("Environment") instanceof Json.Obj found) {
        environment.putAll(found.fields());
      }
    }
    members.put("Environment", environment.isEmpty() ? null : Json.object(environment));
    return members.text(PACKAGE, arn).object();
  }
}
