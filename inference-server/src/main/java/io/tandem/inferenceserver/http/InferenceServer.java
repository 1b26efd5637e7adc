package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.body.RequestDrain;
import io.tandem.inferenceserver.hosting.HostedModel;
import io.tandem.inferenceserver.hosting.MemoryBudget;
import io.tandem.inferenceserver.hosting.ModelHost;
import io.tandem.inferenceserver.http.ServerSettings.ManyModels;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.metrics.HostMetrics;
import io.tandem.inferenceserver.metrics.Metrics;
import io.tandem.inferenceserver.resources.ServingResources;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/**
 * The SageMaker contract over HTTP, for one model or for many. Listens from its making. With one
 * model {@code /ping} says 503 until {@link #serve}; with many the platform loads them, and {@code
 * /ping} says 200 at once. After {@link #close} it says 503. Thread-safe.
 */
public final class InferenceServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceServer.class);

  /** The platform kills 30 s after SIGTERM. */
  private static final Duration DRAIN_TIME = Duration.ofSeconds(25);

  /** For callers that do not know yet that the container is stopping: a 503, not a reset. */
  private static final Duration LINGER = Duration.ofMillis(400);

  /** The platform keeps connections for long; it must be the one who closes them. */
  private static final int IDLE_MILLIS = (int) TimeUnit.HOURS.toMillis(1);

  private static final int HEADERS_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);
  private static final int MAX_HEADER_BYTES = 64 << 10;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_CONNECTIONS = 10_000;
  private static final int BACKLOG = 4096;

  /** Enough for the JVM's first compiler; more would take a core from what is loaded. */
  private static final int REHEARSED_WHILE_LOADING = 500;

  /** Enough for classes to be loaded and calls to be linked, which takes longest. */
  private static final int REHEARSED_WHEN_READY = 20;

  private static final long REHEARSED_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final ServerSettings settings;
  private final RequestChain chain;
  private final Undertow undertow;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final HostMetrics hostMetrics = new HostMetrics();
  private final Metrics metrics;
  private final @Nullable ModelHost host;
  private volatile @Nullable HostedModel only;

  /**
   * Binds the port and answers; the one model is not there yet.
   *
   * @throws ContainerException when the port cannot be bound
   */
  public static InferenceServer ofOneModel(ServerSettings settings) {
    return new InferenceServer(settings, null);
  }

  /**
   * Binds the port and loads models as it is told to.
   *
   * @param many of the settings
   * @param resources not closed
   * @throws ContainerException when the port cannot be bound
   */
  public static InferenceServer ofManyModels(
      ServerSettings settings, ManyModels many, ArtifactLoader loader, ServingResources resources) {
    return new InferenceServer(settings, new Hosting(many, loader, resources));
  }

  private record Hosting(ManyModels many, ArtifactLoader loader, ServingResources resources) {}

  private InferenceServer(ServerSettings settings, @Nullable Hosting hosting) {
    this.settings = settings;
    chain = new RequestChain(settings);
    metrics = new Metrics(chain.requests, hostMetrics);
    List<Route> routes = new ArrayList<>();
    routes.add(Route.of(List.of(Methods.GET, Methods.HEAD, Methods.POST), "/ping", this::ping));
    routes.add(
        Route.of(
            List.of(Methods.GET, Methods.HEAD),
            "/execution-parameters",
            new ExecutionParametersHandler(settings.transform(), chain.responses)));
    if (hosting == null) {
      host = null;
      routes.add(Route.of(List.of(Methods.POST), "/invocations", this::invoke).inMetrics());
    } else {
      ModelHost models = host(hosting);
      host = models;
      routes.addAll(
          new ModelsHandler(
                  models,
                  chain.invocations,
                  chain.bodies.share(),
                  settings.limits().bodyTime().toMillis(),
                  chain.timeouts,
                  chain.responses,
                  chain.errors)
              .routes());
    }
    undertow = undertow(settings, chain.before(routes));
    try {
      undertow.start();
    } catch (RuntimeException e) {
      chain.close();
      if (host != null) {
        host.close();
      }
      if (e.getCause() instanceof BindException) {
        throw new ContainerException(
            "cannot listen on port "
                + settings.port()
                + ": "
                + e.getCause().getMessage()
                + "; stop what listens there or set SAGEMAKER_BIND_TO_PORT",
            e);
      }
      throw e;
    }
  }

  private ModelHost host(Hosting hosting) {
    ServingResources resources = hosting.resources();
    return new ModelHost(
        hosting.loader(),
        new ModelHost.Setup(
            settings.baseDirectory().resolve("models"),
            hosting.many().most(),
            settings.defaultAccept(),
            chain.bodies,
            hosting.many().metricsByModel(),
            resources),
        MemoryBudget.ofProcess(
            settings.limits().memoryBytes() + resources.maxAnswerBytes(),
            hosting.many().reservedBytes()),
        metrics,
        hostMetrics);
  }

  private static Undertow undertow(ServerSettings settings, HttpHandler root) {
    return Undertow.builder()
        .addHttpListener(settings.port(), "0.0.0.0", root)
        .setWorkerThreads(1)
        .setSocketOption(Options.BACKLOG, BACKLOG)
        .setSocketOption(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS)
        .setSocketOption(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEADERS_MILLIS)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .setServerOption(
            UndertowOptions.MAX_ENTITY_SIZE, settings.limits().bodyBytes() + RequestDrain.MAX_BYTES)
        .build();
  }

  /** The port it listens on, also when the settings say 0. */
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
  }

  /**
   * Answers requests of its own while the one model is loaded, and then those that the model has as
   * samples, so that the first ones from outside are answered as fast as later ones. Nothing counts
   * them. Returns when the model is loaded or refused and the samples have had their time.
   */
  public void rehearse(Future<LoadResult> loading) throws InterruptedException {
    try (Rehearsal rehearsal = new Rehearsal(settings, undertow.getWorker())) {
      rehearsal.play(REHEARSED_WHILE_LOADING, loading::isDone);
      if (loading.get() instanceof LoadResult.Loaded loaded) {
        long begin = System.nanoTime();
        rehearsal.play(loaded.inference(), () -> System.nanoTime() - begin > REHEARSED_NANOS);
      }
    } catch (ExecutionException e) {
      LOG.debug("nothing was loaded: told by who asks for it", e);
    } catch (IOException | RuntimeException e) {
      cutOff(e);
    }
  }

  /** Answers a few requests of its own, whatever is loaded. Nothing counts them. */
  public void rehearse() {
    try (Rehearsal rehearsal = new Rehearsal(settings, undertow.getWorker())) {
      rehearsal.play(REHEARSED_WHEN_READY, closed::get);
    } catch (IOException | RuntimeException e) {
      cutOff(e);
    }
  }

  /** Serving does not depend on it. */
  private void cutOff(Exception e) {
    if (!closed.get()) {
      LOG.warn("the first requests may be slow: those of the server itself were cut off", e);
    }
  }

  /**
   * Serves the one model from now on, and closes it in the end.
   *
   * @throws ContainerException when the default media type of answers is not offered; the inference
   *     is closed then
   */
  public void serve(Inference loaded) {
    HostedModel model = HostedModel.of(loaded, settings.defaultAccept(), chain.bodies, Map.of());
    metrics.add(model.metrics());
    only = model;
  }

  /**
   * Writes metrics lines from now on, the last ones on {@link #close}. To be called once, before
   * {@link #serve}.
   *
   * @param container a dimension of every metric
   * @param out not closed
   */
  public void startMetrics(String container, PrintStream out, Duration interval) {
    metrics.start(container, out, interval);
  }

  /**
   * Answers 503 from now on and a little longer than what is running takes, within 25 s: for
   * callers that do not know yet that the container stops.
   *
   * @return false when something still ran at the end of the time and was cut off
   */
  public boolean stop() {
    return drain(DRAIN_TIME, LINGER);
  }

  /** Answers 503 from now on, and returns once what is running is answered, within 25 s. */
  @Override
  public void close() {
    drain(DRAIN_TIME, Duration.ZERO);
  }

  /**
   * Answers 503 from now on, and closes once what is running is answered.
   *
   * @param time for what is running
   * @param linger how long it goes on answering 503 after that
   * @return false when something still ran at the end of the time, which was then cut off
   */
  boolean drain(Duration time, Duration linger) {
    if (!closed.compareAndSet(false, true)) {
      return true;
    }
    chain.drain.begin();
    if (host != null) {
      host.stop();
    }
    boolean drained = awaitDrained(time);
    LockSupport.parkNanos(linger.toNanos());
    undertow.stop();
    chain.close();
    metrics.close();
    if (drained) {
      closeModels();
    }
    return drained;
  }

  private void closeModels() {
    if (host != null) {
      host.close();
    }
    @Nullable HostedModel model = only;
    if (model != null) {
      model.inference().close();
    }
  }

  private boolean awaitDrained(Duration time) {
    try {
      long patient = Math.min(RequestChain.CALLER_TIME.toMillis(), time.toMillis());
      if (chain.drain.await(patient)) {
        return true;
      }
      // A caller that does not send, or does not take its answer, is no work in progress.
      chain.timeouts.shorten();
      return chain.drain.await(time.toMillis() - patient);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void invoke(HttpServerExchange exchange) {
    @Nullable HostedModel model = only;
    if (model == null) {
      chain.responses.error(exchange, 503, "not_ready", "the model is not loaded yet; ask /ping");
    } else {
      chain.invocations.handle(exchange, model);
    }
  }

  /** On the I/O thread, from a field: behind one turn of short invocations at most. */
  private void ping(HttpServerExchange exchange) {
    chain.responses.empty(exchange, host != null || only != null ? 200 : 503);
  }
}
