package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.InferenceServer;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.http.ServerSettings.ManyModels;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.log.Logs;
import io.tandem.inferenceserver.resources.ServingResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the settings to a server that is ready, and on SIGTERM back. */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  /** The finest that CloudWatch keeps of ordinary metrics. */
  private static final Duration METRICS_INTERVAL = Duration.ofMinutes(1);

  /**
   * Forests and feature sets are loaded by then, and busy with it: to rehearse would delay them.
   */
  private static final Duration LONG_START = Duration.ofMillis(300);

  private final ContainerProgram program;
  private volatile boolean failed;

  Serving(ContainerProgram program) {
    this.program = program;
  }

  /** Returns only by the end of the process. */
  void run(Settings settings) {
    try {
      start(settings);
      new CountDownLatch(1).await();
    } catch (ContainerException e) {
      LOG.error("{} cannot serve: {}", program.name(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed to start", program.name(), e);
    }
    failed = true;
    System.exit(ExitStatus.FAILED);
  }

  private void start(Settings settings) throws InterruptedException {
    long begin = System.nanoTime();
    Logs.readLevel(settings);
    ServerSettings serverSettings = ServerSettings.read(settings);
    ArtifactLoader loader = program.serve(settings);
    settings.finish();
    LOG.info("{} starts: {}", program.name(), serverSettings.summary());
    ServingResources resources = ServingResources.ofProcess();
    Optional<ManyModels> many = serverSettings.manyModels();
    Optional<FutureTask<LoadResult>> loading =
        many.isPresent()
            ? Optional.empty()
            : Optional.of(beginLoading(loader, serverSettings, resources));
    AotCache.check();
    InferenceServer server =
        many.map(all -> InferenceServer.ofManyModels(serverSettings, all, loader, resources))
            .orElseGet(() -> InferenceServer.ofOneModel(serverSettings));
    server.startMetrics(program.name(), System.out, METRICS_INTERVAL);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, resources), "stop"));
    boolean rehearsed = loading.isPresent() && isLong(loading.get(), begin + LONG_START.toNanos());
    if (rehearsed) {
      server.rehearse(loading.get());
    }
    if (loading.isPresent()) {
      serve(server, result(loading.get()));
    }
    LOG.info(
        "{} is ready on port {}, {} ms after main began",
        program.name(),
        server.port(),
        Duration.ofNanos(System.nanoTime() - begin).toMillis());
    if (!rehearsed) {
      server.rehearse();
    }
  }

  /** Whether it leaves time to rehearse: a core is idle then. */
  private static boolean isLong(FutureTask<LoadResult> loading, long end)
      throws InterruptedException {
    try {
      loading.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (ExecutionException e) {
      return false; // said by who asks for the result
    }
  }

  /** Of the one model, while the server starts: there are two cores. */
  private static FutureTask<LoadResult> beginLoading(
      ArtifactLoader loader, ServerSettings settings, ServingResources resources) {
    Path model = settings.baseDirectory().resolve("model");
    FutureTask<LoadResult> loading = new FutureTask<>(() -> loader.load(model, resources));
    Thread.ofPlatform().name("load").daemon().start(loading);
    return loading;
  }

  /** Of one model the refusal ends the process. */
  private static void serve(InferenceServer server, LoadResult result) {
    switch (result) {
      case LoadResult.Loaded loaded -> server.serve(loaded.inference());
      case LoadResult.Refused(String detail) -> throw new ContainerException(detail);
    }
  }

  private static LoadResult result(FutureTask<LoadResult> loading) throws InterruptedException {
    try {
      return loading.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void stop(InferenceServer server, ServingResources resources) {
    if (failed) {
      return;
    }
    LOG.info("{} stops: no new invocations", program.name());
    if (server.stop()) {
      resources.close();
      LOG.info("{} stopped: every invocation was answered", program.name());
    } else {
      LOG.error("{} stopped: invocations were cut off", program.name());
      Runtime.getRuntime().halt(ExitStatus.FAILED);
    }
  }
}
