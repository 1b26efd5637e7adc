package io.tandem.localaws;

import io.tandem.localaws.autoscaling.AutoScalingApi;
import io.tandem.localaws.logs.LogCatalog;
import io.tandem.localaws.logs.LogsApi;
import io.tandem.localaws.page.BrowserGuard;
import io.tandem.localaws.page.Page;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.s3.S3;
import io.tandem.localaws.sagemaker.Endpoints;
import io.tandem.localaws.sagemaker.Jobs;
import io.tandem.localaws.sagemaker.Platform;
import io.tandem.localaws.sagemaker.RuntimeApi;
import io.tandem.localaws.sagemaker.SagemakerApi;
import io.tandem.localaws.states.StatesApi;
import io.tandem.localaws.sts.Iam;
import io.tandem.localaws.sts.Sts;
import io.tandem.localaws.wire.ServiceRouter;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.localsagemaker.container.CallThreads;
import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.endpoint.EndpointServer;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * All services on one port of the loopback address: nobody is asked for credentials. Closing stops
 * all jobs and endpoints; endpoints come back with the next start on the same folder.
 */
final class LocalAwsServer implements AutoCloseable {
  private final Undertow undertow;
  private final ResourceStore store;
  private final CallThreads threads;
  private final S3 objects;
  private final Endpoints endpoints;
  private final Jobs jobs;
  private final StatesApi states;

  private LocalAwsServer(
      Undertow undertow,
      ResourceStore store,
      CallThreads threads,
      S3 objects,
      Endpoints endpoints,
      Jobs jobs,
      StatesApi states) {
    this.undertow = undertow;
    this.store = store;
    this.threads = threads;
    this.objects = objects;
    this.endpoints = endpoints;
    this.jobs = jobs;
    this.states = states;
  }

  /**
   * @param port 0 for any free one
   * @param state the folder that keeps what the API has made
   * @param hurry what the seconds of state machines are divided by
   * @throws SetupException when the port is in use, or a folder cannot be used
   */
  static LocalAwsServer start(
      int port,
      Path state,
      AccountRegion owner,
      S3Folder s3,
      Images images,
      Duration startupTimeout,
      int hurry,
      Terminal terminal) {
    EndpointServer.checkFree(port);
    Path logs = state.resolve("logs");
    var platform =
        new Platform(owner, s3, images, logs, state.resolve("topics"), startupTimeout, terminal);
    ServiceModel sagemaker = ServiceModel.sagemaker();
    ResourceStore store;
    S3 objects;
    StatesApi states;
    try {
      objects = S3.open(s3, owner.region());
      store = ResourceStore.open(state);
      states = StatesApi.open(state.resolve("step-functions"), owner, sagemaker, hurry, terminal);
    } catch (UncheckedIOException e) {
      throw new SetupException("--state or --s3 cannot be used: " + e.getMessage());
    }
    CallThreads threads = CallThreads.start();
    var endpoints = new Endpoints(store, platform, threads);
    var jobs = new Jobs(store, platform);
    var router =
        new ServiceRouter(
            owner.region(),
            Map.of(
                "SageMaker",
                new SagemakerApi(sagemaker, store, platform, endpoints, jobs),
                "Logs_20140328",
                LogsApi.of(ServiceModel.logs(), new LogCatalog(logs, store, owner)),
                "AWSStepFunctions",
                states,
                "AnyScaleFrontendService",
                AutoScalingApi.of(
                    ServiceModel.autoScaling(), store, owner, endpoints::updateCapacities)),
            Map.of(
                "sagemaker",
                RuntimeApi.of(endpoints),
                "s3",
                objects,
                "sts",
                new Sts(owner.account()),
                "iam",
                new Iam()));
    var handler = new BrowserGuard(Page.before(router));
    Undertow undertow =
        Undertow.builder()
            .setWorker(threads.worker())
            .setByteBufferPool(threads.buffers())
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, EndpointServer.KEEP_OPEN_MILLIS)
            .addHttpListener(port, InetAddress.getLoopbackAddress().getHostAddress(), handler)
            .build();
    var server = new LocalAwsServer(undertow, store, threads, objects, endpoints, jobs, states);
    server.begin();
    return server;
  }

  private void begin() {
    try {
      jobs.markLost();
      endpoints.restore();
      undertow.start();
      states.listening(address());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** {@code http://127.0.0.1:4566} */
  String address() {
    var listening = (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    return "http://127.0.0.1:" + listening.getPort();
  }

  @Override
  public void close() {
    // Its tasks call the others.
    states.close();
    undertow.stop();
    objects.close();
    // Side by side: each may take minutes.
    try (var ends = Executors.newVirtualThreadPerTaskExecutor()) {
      ends.execute(jobs::close);
      ends.execute(endpoints::close);
    }
    threads.close();
    store.close();
  }
}
