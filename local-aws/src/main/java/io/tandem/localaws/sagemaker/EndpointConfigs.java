package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncConfig;
import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Endpoint configurations: a request that is kept. */
final class EndpointConfigs {
  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "ExplainerConfig", "remove it",
          "ShadowProductionVariants", "remove it");

  private final Named configs;
  private final Named models;
  private final S3Folder s3;

  EndpointConfigs(ResourceStore store, Platform platform) {
    this.configs = new Named(ResourceKind.ENDPOINT_CONFIG, store, platform.owner());
    this.models = new Named(ResourceKind.MODEL, store, platform.owner());
    this.s3 = platform.s3();
  }

  Json.Obj create(Json.Obj request) {
    UNSUPPORTED.forEach((member, instead) -> Named.refuse(request, member, instead));
    List<Json> variants = Members.list(request, "ProductionVariants");
    if (variants.size() > 1) {
      throw AwsException.validation(
          "ProductionVariants: more than one is not supported here: use one");
    }
    Json.Obj variant = (Json.Obj) variants.getFirst();
    Named.refuse(variant, "ServerlessConfig", "use InstanceType and InitialInstanceCount");
    String model = Members.text(variant, "ModelName");
    if (model.isEmpty()) {
      throw AwsException.validation(
          "ProductionVariants[0].ModelName: expected one; inference components are not supported"
              + " here");
    }
    boolean many =
        ModelRequest.of(Models.request(models.find(model).description())).multiModel().isPresent();
    if (AsyncConfig.of(request).isPresent()) {
      Named.refuse(request, CaptureConfig.MEMBER, "remove it, or AsyncInferenceConfig");
      if (many) {
        Named.refuse(request, AsyncConfig.MEMBER, "a model of many is invoked by InvokeEndpoint");
      }
    }
    AsyncConfig.check(request, s3);
    CaptureConfig.of(request).ifPresent(capture -> capture.check(s3));
    Members description = Members.of(request, "Tags");
    description.text("EndpointConfigArn", configs.arn(configs.name(request)));
    description.time("CreationTime", Instant.now());
    return configs.arnOf(configs.add(request, description.object()));
  }

  /** An endpoint configuration has one. */
  static Json.Obj variant(Json.Obj description) {
    return (Json.Obj) Members.list(description, "ProductionVariants").getFirst();
  }

  Json.Obj delete(Json.Obj request) {
    configs.store().remove(ResourceKind.ENDPOINT_CONFIG, configs.find(request).name());
    return Json.object(Map.of());
  }
}
