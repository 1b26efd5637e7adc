package io.tandem.localsagemaker.endpoint;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.pipeline.Pipeline;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * InvokeEndpoint on ready containers, which are closed with it. Handles the requests of a server
 * whose I/O threads are those of the containers.
 */
public final class HostedEndpoint implements HttpHandler, AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(25);

  /** The platform's limit for the answer of one container of a real-time endpoint. */
  public static final Duration INVOCATION_TIMEOUT = Duration.ofSeconds(60);

  private final Containers containers;
  private final @Nullable LoadedModels models;
  private final GracefulShutdownHandler handler;

  /**
   * @param invocationTimeout of each container, and of the wait for a model to be loaded
   * @param budget for the bodies of invocations
   * @param memoryLimit of the container with many models, in bytes, or {@link
   *     LoadedModels#NO_LIMIT}
   * @param observer null when nobody is told
   * @throws io.tandem.localsagemaker.terminal.SetupException when the memory cannot be read
   */
  public HostedEndpoint(
      Endpoint endpoint,
      Containers containers,
      Duration invocationTimeout,
      ByteBudget budget,
      long memoryLimit,
      @Nullable InvocationObserver observer) {
    this.containers = containers;
    var pipeline =
        new Pipeline(containers.callable(), invocationTimeout, ByteBudget.MAX_BODY_BYTES);
    models =
        containers
            .multiModel()
            .map(
                container ->
                    new LoadedModels(
                        container, invocationTimeout, memoryLimit, containers.terminal()))
            .orElse(null);
    handler =
        new GracefulShutdownHandler(
            new InvocationsHandler(endpoint, pipeline, models, budget, observer));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    handler.handleRequest(exchange);
  }

  /**
   * Calls the containers without a caller who waits; {@link #close} does not wait for it.
   *
   * @param timeout of each container
   * @param maxAnswerBytes of the last one
   * @param done is called once, in an I/O thread
   */
  public void invoke(
      Pipeline.Request request,
      Duration timeout,
      long maxAnswerBytes,
      Consumer<InvocationResult> done) {
    new Pipeline(containers.callable(), timeout, maxAnswerBytes)
        .invoke(containers.worker().getIoThread(), request, done);
  }

  /** Waits until a container ends by itself, and says how. */
  public String awaitEnd() throws InterruptedException {
    return containers.awaitEnd();
  }

  /**
   * Refuses new requests, sends away those that wait for a model to be loaded, gives the others in
   * flight 25 s to end, then stops the containers.
   */
  @Override
  public void close() {
    drain();
    containers.close();
  }

  /** As {@link #close}, but leaves the containers to their owner. */
  void drain() {
    handler.shutdown();
    if (models != null) {
      models.close();
    }
    try {
      handler.awaitShutdown(DRAIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
