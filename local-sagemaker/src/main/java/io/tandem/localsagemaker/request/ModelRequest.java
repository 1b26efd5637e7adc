package io.tandem.localsagemaker.request;

import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A CreateModel request: the containers in the order in which they are called.
 *
 * @param owner its region is that of the first image
 */
public record ModelRequest(String name, AccountRegion owner, List<ContainerRequest> containers) {
  /** Of all containers together, names and values; a limit of the service. */
  private static final int MAX_ENVIRONMENT_BYTES = 32 * 1024;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?");
  private static final Pattern HOSTNAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
  private static final Pattern IMAGE = Pattern.compile("\\S+");
  private static final Pattern S3_URL = Pattern.compile("(https|s3)://([^/]+)/?(.*)");

  public ModelRequest {
    containers = List.copyOf(containers);
  }

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static ModelRequest read(Path file) {
    RequestObject request = RequestObject.read(file);
    ModelRequest model = of(request);
    request.finish(file.toString());
    return model;
  }

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static ModelRequest of(Json.Obj json) {
    RequestObject request = RequestObject.of(json);
    ModelRequest model = of(request);
    request.finish();
    return model;
  }

  private static ModelRequest of(RequestObject request) {
    String name = request.required("ModelName", 63, NAME);
    request.flag("EnableNetworkIsolation");
    execution(request);
    List<ContainerRequest> containers = containers(request);
    String firstImage = containers.stream().map(ContainerRequest::image).findFirst().orElse("");
    AccountRegion owner = AccountRegion.read(request, "ExecutionRoleArn", firstImage);
    request.ignore("Tags", "VpcConfig");
    request.refuseOtherFields();
    return new ModelRequest(name, owner, containers);
  }

  /** The container in MultiModel mode; a model has at most one. */
  public Optional<ContainerRequest> multiModel() {
    return containers.stream().filter(container -> container.mode().isMultiModel()).findFirst();
  }

  private static void execution(RequestObject request) {
    request
        .object("InferenceExecutionConfig")
        .ifPresent(
            config -> {
              if (config.choice("Mode", "Serial", "Serial", "Direct").equals("Direct")) {
                config.problem("Mode", "Direct is not supported here: use Serial");
              }
              config.refuseOtherFields();
            });
  }

  private static List<ContainerRequest> containers(RequestObject request) {
    List<RequestObject> objects =
        new ArrayList<>(request.object("PrimaryContainer").stream().toList());
    if (request.has("PrimaryContainer") == request.has("Containers")) {
      request.problem("expected either PrimaryContainer, for one, or Containers, for 2 to 15");
    }
    objects.addAll(request.objects("Containers", 2, 15));
    var containers = new ArrayList<ContainerRequest>();
    for (RequestObject object : objects) {
      containers.add(container(object, containers.size(), objects.size()));
    }
    checkModes(request, containers);
    checkHostnames(request, objects, containers);
    checkEnvironments(request, containers);
    return containers;
  }

  private static ContainerRequest container(RequestObject object, int index, int count) {
    object.ignore("ImageConfig");
    object.unsupported("ModelDataSource", "use ModelDataUrl");
    object.unsupported("AdditionalModelDataSources", "use ModelDataUrl");
    object.unsupported("ModelPackageName", "use Image and ModelDataUrl");
    object.unsupported("InferenceSpecificationName", "use Image and ModelDataUrl");
    ContainerMode mode = mode(object);
    Optional<String> modelDataUrl = object.text("ModelDataUrl", 1024, S3_URL);
    if (modelDataUrl.isPresent() && !modelDataUrl.get().startsWith("s3://")) {
      object.problem("ModelDataUrl", "is not supported here: use s3://bucket/key");
    }
    if (mode.isMultiModel() && !modelDataUrl.map(url -> url.endsWith("/")).orElse(false)) {
      object.problem("ModelDataUrl", "expected a prefix that ends with / for Mode MultiModel");
    }
    var container =
        new ContainerRequest(
            object.place(),
            object
                .text("ContainerHostname", 63, HOSTNAME)
                .orElse(count == 1 ? "primary" : "container-" + (index + 1)),
            object.required("Image", 255, IMAGE),
            mode,
            modelDataUrl,
            object.environment("Environment", 100, 1024));
    object.refuseOtherFields();
    return container;
  }

  private static ContainerMode mode(RequestObject object) {
    String mode = object.choice("Mode", "SingleModel", "SingleModel", "MultiModel");
    Optional<RequestObject> config = object.object("MultiModelConfig");
    boolean cached =
        config
            .map(c -> c.choice("ModelCacheSetting", "Enabled", "Enabled", "Disabled"))
            .orElse("Enabled")
            .equals("Enabled");
    config.ifPresent(RequestObject::refuseOtherFields);
    if (mode.equals("SingleModel")) {
      if (config.isPresent()) {
        object.problem("MultiModelConfig", "needs Mode MultiModel");
      }
      return ContainerMode.SINGLE_MODEL;
    }
    return cached ? ContainerMode.MULTI_MODEL : ContainerMode.MULTI_MODEL_WITHOUT_CACHE;
  }

  private static void checkModes(RequestObject request, List<ContainerRequest> containers) {
    if (containers.stream().filter(container -> container.mode().isMultiModel()).count() > 1) {
      request.problem(
          "Containers",
          "More than one container in MultiModel mode is not supported with inference pipeline");
    }
  }

  private static void checkHostnames(
      RequestObject request, List<RequestObject> objects, List<ContainerRequest> containers) {
    long named = objects.stream().filter(object -> object.has("ContainerHostname")).count();
    if (named != 0 && named != objects.size()) {
      request.problem("Containers", "expected a ContainerHostname in each, or in none");
    }
    Set<String> seen = new HashSet<>();
    for (ContainerRequest container : containers) {
      if (!seen.add(container.hostname())) {
        request.problem("Containers", "expected a different ContainerHostname in each");
      }
    }
  }

  private static void checkEnvironments(RequestObject request, List<ContainerRequest> containers) {
    long bytes = 0;
    for (ContainerRequest container : containers) {
      for (Map.Entry<String, String> entry : container.environment().entrySet()) {
        bytes += (entry.getKey() + entry.getValue()).getBytes(StandardCharsets.UTF_8).length;
      }
    }
    if (bytes > MAX_ENVIRONMENT_BYTES) {
      request.problem("expected at most 32 KB of Environment in all containers together");
    }
  }
}
