package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Models: a request that is kept, with what the packages that it names say to run. */
final class Models {
  private static final String PACKAGE = "ModelPackageName";

  private final Named models;
  private final ModelPackages packages;

  Models(ResourceStore store, Platform platform, ModelPackages packages) {
    this.models = new Named(ResourceKind.MODEL, store, platform.owner());
    this.packages = packages;
  }

  Json.Obj create(Json.Obj request) {
    Members description = unpacked(Members.of(request, "Tags"));
    try {
      ModelRequest.of(request(description.object()));
    } catch (SetupException e) {
      throw Named.refused(e.problems());
    }
    description.defaultFalse("EnableNetworkIsolation");
    description.text("ModelArn", models.arn(models.name(request)));
    description.time("CreationTime", Instant.now());
    return models.arnOf(models.add(request, description.object()));
  }

  /** One container of a package may stand for several. */
  private Members unpacked(Members model) {
    Json.Obj before = model.object();
    if (before.fields().get("PrimaryContainer") instanceof Json.Obj container) {
      List<Json> unpacked = unpacked(container);
      return unpacked.size() == 1
          ? model.put("PrimaryContainer", unpacked.getFirst())
          : model.put("PrimaryContainer", null).put("Containers", new Json.Arr("$", unpacked));
    }
    List<Json> containers = Members.list(before, "Containers");
    if (containers.isEmpty()) {
      return model;
    }
    List<Json> unpacked =
        containers.stream().flatMap(each -> unpacked((Json.Obj) each).stream()).toList();
    return model.put("Containers", new Json.Arr("$", unpacked));
  }

  private List<Json> unpacked(Json.Obj container) {
    return Members.text(container, PACKAGE).isEmpty()
        ? List.of(container)
        : packages.containers(container);
  }

  Json.Obj delete(Json.Obj request) {
    models.store().remove(ResourceKind.MODEL, models.find(request).name());
    return Json.object(Map.of());
  }

  /** A request that makes the same model, without packages. */
  static Json.Obj request(Json.Obj description) {
    Members request = Members.of(description, "ModelArn", "CreationTime");
    Json.Obj described = request.object();
    if (described.fields().get("PrimaryContainer") instanceof Json.Obj container) {
      request.put("PrimaryContainer", Members.of(container, PACKAGE).object());
    }
    if (described.fields().get("Containers") instanceof Json.Arr containers) {
      request.put(
          "Containers",
          new Json.Arr(
              containers.at(),
              containers.items().stream()
                  .<Json>map(each -> Members.of((Json.Obj) each, PACKAGE).object())
                  .toList()));
    }
    return request.object();
  }
}
