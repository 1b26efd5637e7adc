package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncConfig;
import io.tandem.localaws.autoscaling.AutoScalingApi;
import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localaws.capture.DataCapture;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.container.CallThreads;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoints: created, updated without a failed call, rolled back when the new containers do not
 * come up, started anew when they end by themselves. Closing ends all containers; what is kept
 * brings them back.
 */
public final class Endpoints implements AutoCloseable {
  /** A limit of the service. */
  private static final int MAX_REASON = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private final Named endpoints;
  private final Named configs;
  private final Named models;
  private final Platform platform;
  private final CallThreads threads;
  private final ByteBudget budget = ByteBudget.ofHeap();
  private final ByteBudget captured = DataCapture.budgetOfHeap();
  private final Map<String, LiveEndpoint> live = new ConcurrentHashMap<>();
  private final ExecutorService deployments = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param threads of the server that the calls come to
   */
  public Endpoints(ResourceStore store, Platform platform, CallThreads threads) {
    this.endpoints = new Named(ResourceKind.ENDPOINT, store, platform.owner());
    this.configs = new Named(ResourceKind.ENDPOINT_CONFIG, store, platform.owner());
    this.models = new Named(ResourceKind.MODEL, store, platform.owner());
    this.platform = platform;
    this.threads = threads;
  }

  /**
   * Starts the containers of all endpoints that are kept, and finishes what an earlier program had
   * accepted of them; does not wait for it. To be called before any request.
   */
  public void restore() {
    for (Resource endpoint : endpoints.store().all(ResourceKind.ENDPOINT)) {
      if (endpoint.status().equals("Deleting")) {
        removeTargets(endpoint.name());
        endpoints.store().remove(ResourceKind.ENDPOINT, endpoint.name());
      } else {
        endpoints
            .store()
            .note(ResourceKind.ENDPOINT, endpoint.name(), EndpointDescription::restoring);
        begin(endpoint);
      }
    }
  }

  /** The one of a name, if there is one. */
  Optional<LiveEndpoint> live(String name) {
    return Optional.ofNullable(live.get(name));
  }

  String account() {
    return platform.owner().account();
  }

  Json.Obj create(Json.Obj request) {
    Resource config = configs.find(Members.text(request, "EndpointConfigName"));
    String name = endpoints.name(request);
    Resource endpoint =
        endpoints.add(
            request, EndpointDescription.created(name, endpoints.arn(name), config, request));
    try {
      begin(endpoint);
    } catch (RuntimeException e) {
      endpoints.store().remove(ResourceKind.ENDPOINT, name);
      throw e;
    }
    return endpoints.arnOf(endpoint);
  }

  /** An update that was cut begins with what served before it, and goes on from there. */
  private void begin(Resource kept) {
    var endpoint = new LiveEndpoint(kept.name(), platform, threads, budget, captured);
    live.put(kept.name(), endpoint);
    deployments.execute(
        () -> {
          if (EndpointDescription.isUpdating(kept)) {
            String before = EndpointDescription.config(kept);
            inTurn(endpoint, () -> bringUp(endpoint, before), EndpointDescription::isUpdating);
          }
          deploy(endpoint, EndpointDescription.wanted(kept));
        });
  }

  private void deploy(LiveEndpoint endpoint, String config) {
    inTurn(endpoint, () -> bringUp(endpoint, config), found -> false);
  }

  Json.Obj update(Json.Obj request) {
    Resource config = configs.find(Members.text(request, "EndpointConfigName"));
    Resource endpoint = endpoints.find(request);
    checkScaled(endpoint, config);
    endpoints
        .store()
        .change(
            ResourceKind.ENDPOINT,
            endpoint.name(),
            found -> EndpointDescription.updating(found, config, request));
    LiveEndpoint found = live.get(endpoint.name());
    if (found != null) {
      deployments.execute(() -> deploy(found, config.name()));
    }
    return endpoints.arnOf(endpoint);
  }

  /** A variant that is scaled neither goes nor changes its instances. */
  private void checkScaled(Resource endpoint, Resource config) {
    configs
        .store()
        .find(ResourceKind.ENDPOINT_CONFIG, EndpointDescription.config(endpoint))
        .map(found -> EndpointConfigs.variant(found.description()))
        .ifPresent(variant -> checkScaled(endpoint.name(), variant, config));
  }

  private void checkScaled(String endpoint, Json.Obj variant, Resource config) {
    Json.Obj next = EndpointConfigs.variant(config.description());
    boolean same =
        List.of("VariantName", "InstanceType").stream()
            .allMatch(member -> Members.text(variant, member).equals(Members.text(next, member)));
    String name = Members.text(variant, "VariantName");
    String target = AutoScalingApi.resourceId(endpoint, name);
    if (!same && endpoints.store().find(ResourceKind.SCALABLE_TARGET, target).isPresent()) {
      throw AwsException.validation(
          "The variant(s) \"[%s]\" must be deregistered as scalable targets with AWS Auto Scaling"
                  .formatted(name)
              + " before they can be removed or have their instance type updated.");
    }
  }

  /** What is done in turn, and ends with the endpoint's description. */
  private interface BringUp {
    UnaryOperator<Resource> run() throws InterruptedException;
  }

  /**
   * Until the containers serve or have failed.
   *
   * @param left whether the description is another's to write
   */
  private void inTurn(LiveEndpoint endpoint, BringUp bringUp, Predicate<Resource> left) {
    String failure;
    try {
      endpoint.inTurn(() -> change(endpoint, left, bringUp.run()));
      return;
    } catch (SetupException e) {
      failure = e.problems();
    } catch (AwsException e) {
      failure = e.text();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The program ends; the next brings the endpoint back.
      return;
    } catch (RuntimeException e) {
      LOG.error("endpoint {} cannot be deployed", endpoint.name(), e);
      failure = "InternalServerError: see the log of this program";
    }
    String reason = Ellipsis.shorten(failure, MAX_REASON);
    String status = endpoint.serves() ? "InService" : "Failed";
    change(endpoint, left, found -> EndpointDescription.failed(found, status, reason));
    platform.terminal().say("endpoint " + endpoint.name() + ": " + reason);
  }

  private UnaryOperator<Resource> bringUp(LiveEndpoint endpoint, String config)
      throws InterruptedException {
    Resource found = configs.find(config);
    Json.Obj variant = EndpointConfigs.variant(found.description());
    Resource model = models.find(Members.text(variant, "ModelName"));
    endpoint.deploy(
        new Deployment(
            Members.text(variant, "VariantName"),
            ModelRequest.of(Models.request(model.description())),
            CaptureConfig.of(found.description()),
            AsyncConfig.of(found.description())),
        (containers, how) -> ended(endpoint, containers, how));
    platform.terminal().say("endpoint " + endpoint.name() + " is in service");
    return serving -> EndpointDescription.inService(serving, found);
  }

  /** A container has ended by itself: all of them are started anew, unless others serve by then. */
  private void ended(LiveEndpoint endpoint, Serving containers, String how) {
    platform.terminal().say("endpoint " + endpoint.name() + ": " + how);
    try {
      deployments.execute(
          () ->
              inTurn(
                  endpoint,
                  () -> restart(endpoint, containers),
                  // An update waits for its turn, and will say how it ends.
                  EndpointDescription::isUpdating));
    } catch (RejectedExecutionException e) {
      return; // The program ends.
    }
  }

  private UnaryOperator<Resource> restart(LiveEndpoint endpoint, Serving ended)
      throws InterruptedException {
    Optional<Resource> kept = endpoints.store().find(ResourceKind.ENDPOINT, endpoint.name());
    if (kept.isEmpty() || !endpoint.isCurrent(ended)) {
      return UnaryOperator.identity();
    }
    try {
      return bringUp(endpoint, EndpointDescription.config(kept.get()));
    } catch (RuntimeException e) {
      endpoint.closeEnded();
      throw e;
    }
  }

  private void change(
      LiveEndpoint endpoint, Predicate<Resource> left, UnaryOperator<Resource> change) {
    endpoints
        .store()
        .note(
            ResourceKind.ENDPOINT,
            endpoint.name(),
            found -> {
              boolean gone =
                  found.status().equals("Deleting") || !endpoint.equals(live.get(endpoint.name()));
              return gone || left.test(found) ? found : change.apply(found);
            });
  }

  /** Counts are kept and answered; one process for each container runs, whatever they are. */
  public Json.Obj updateCapacities(Json.Obj request) {
    Resource endpoint = endpoints.find(request);
    endpoints
        .store()
        .change(
            ResourceKind.ENDPOINT,
            endpoint.name(),
            found -> EndpointDescription.counted(found, request));
    return endpoints.arnOf(endpoint);
  }

  Json.Obj delete(Json.Obj request) {
    Resource endpoint = endpoints.find(request);
    endpoints.store().change(ResourceKind.ENDPOINT, endpoint.name(), EndpointDescription::deleting);
    LiveEndpoint found = live.remove(endpoint.name());
    removeTargets(endpoint.name());
    deployments.execute(
        () -> {
          try {
            if (found != null) {
              found.close();
            }
          } catch (RuntimeException e) {
            LOG.error("what endpoint {} ran cannot be ended", endpoint.name(), e);
          } finally {
            endpoints.store().remove(ResourceKind.ENDPOINT, endpoint.name());
          }
        });
    return Json.object(Map.of());
  }

  private void removeTargets(String endpoint) {
    endpoints.store().all(ResourceKind.SCALABLE_TARGET).stream()
        .map(Resource::name)
        .filter(target -> target.startsWith(AutoScalingApi.resourceId(endpoint, "")))
        .forEach(target -> endpoints.store().remove(ResourceKind.SCALABLE_TARGET, target));
  }

  @Override
  public void close() {
    deployments.shutdownNow();
    deployments.close();
    try (var ends = Executors.newVirtualThreadPerTaskExecutor()) {
      live.values().forEach(endpoint -> ends.execute(endpoint::close));
    }
  }
}
