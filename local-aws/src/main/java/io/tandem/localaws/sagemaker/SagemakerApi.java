package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Listing;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.JsonService;
import io.tandem.localaws.wire.ModelledService;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Json;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** SageMaker's operations. */
public final class SagemakerApi implements JsonService {
  private static final Set<ResourceKind> KINDS =
      EnumSet.complementOf(EnumSet.of(ResourceKind.SCALABLE_TARGET));

  private final ResourceStore store;
  private final ModelledService service;

  /**
   * @param model what requests may be
   */
  public SagemakerApi(
      ServiceModel model, ResourceStore store, Platform platform, Endpoints endpoints, Jobs jobs) {
    this.store = store;
    Map<String, UnaryOperator<Json.Obj>> operations = new HashMap<>();
    for (ResourceKind kind : KINDS) {
      var named = new Named(kind, store, platform.owner());
      operations.put("Describe" + kind.word(), request -> named.find(request).description());
      operations.put("List" + kind.word() + "s", request -> list(kind, request));
    }
    var packages = new ModelPackages(store, platform);
    operations.put("CreateModelPackageGroup", packages::createGroup);
    operations.put("DeleteModelPackageGroup", packages::deleteGroup);
    operations.put("CreateModelPackage", packages::create);
    operations.put("UpdateModelPackage", packages::update);
    operations.put("DeleteModelPackage", packages::delete);
    operations.put("ListModelPackages", packages::list);
    var models = new Models(store, platform, packages);
    operations.put("CreateModel", models::create);
    operations.put("DeleteModel", models::delete);
    var configs = new EndpointConfigs(store, platform);
    operations.put("CreateEndpointConfig", configs::create);
    operations.put("DeleteEndpointConfig", configs::delete);
    operations.put("CreateEndpoint", endpoints::create);
    operations.put("UpdateEndpoint", endpoints::update);
    operations.put("UpdateEndpointWeightsAndCapacities", endpoints::updateCapacities);
    operations.put("DeleteEndpoint", endpoints::delete);
    for (ResourceKind kind : Jobs.KINDS) {
      operations.put("Create" + kind.word(), request -> jobs.create(kind, request));
      operations.put("Stop" + kind.word(), request -> jobs.stop(kind, request));
    }
    var tags = new Tags(store, jobs::interrupt);
    operations.put("AddTags", tags::add);
    operations.put("ListTags", tags::list);
    operations.put("DeleteTags", tags::delete);
    var throttling = new Throttling();
    operations.replaceAll(
        (operation, answer) ->
            request -> {
              throttling.check(operation, request);
              return answer.apply(request);
            });
    this.service = new ModelledService(model, "ValidationException", operations);
  }

  private Json.Obj list(ResourceKind kind, Json.Obj request) {
    return Listing.answer(kind, store.all(kind), request);
  }

  @Override
  public Json.Obj call(String operation, Json.Obj request) {
    return service.call(operation, request);
  }
}
