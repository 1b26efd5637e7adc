package io.tandem.localsagemaker.endpoint;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.terminal.SetupException;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/**
 * SageMaker's runtime API for one endpoint: {@code POST /endpoints/{name}/invocations}, the same as
 * {@code POST /invocations}, and {@code GET /ping}, which is 200 while every container's is.
 * Listens on the loopback address only: nobody is asked for credentials.
 */
public final class EndpointServer implements AutoCloseable {
  /** Longer than any client leaves a connection alone. */
  public static final int KEEP_OPEN_MILLIS = 15 * 60 * 1000;

  /**
   * So much of a refused body is still read: some clients look for the answer only when they have
   * written all of it. For longer bodies the connection breaks.
   */
  private static final long MAX_READ_BYTES = 4L * ByteBudget.MAX_BODY_BYTES;

  private final Undertow undertow;
  private final HostedEndpoint hosted;

  private EndpointServer(Undertow undertow, HostedEndpoint hosted) {
    this.undertow = undertow;
    this.hosted = hosted;
  }

  /**
   * @param invocationTimeout of each container, and of the wait for a model to be loaded
   * @param budget for the bodies of invocations
   * @param port 0 for any free one
   * @param memoryLimit of the container with many models, in bytes, or {@link
   *     LoadedModels#NO_LIMIT}
   * @throws SetupException when the port is in use, or when the memory cannot be read
   */
  public static EndpointServer start(
      Endpoint endpoint,
      Containers containers,
      Duration invocationTimeout,
      ByteBudget budget,
      int port,
      long memoryLimit) {
    var hosted =
        new HostedEndpoint(endpoint, containers, invocationTimeout, budget, memoryLimit, null);
    Undertow undertow =
        Undertow.builder()
            .setWorker(containers.worker())
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_READ_BYTES)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, KEEP_OPEN_MILLIS)
            .addHttpListener(
                port,
                InetAddress.getLoopbackAddress().getHostAddress(),
                new RequestId(routes(endpoint, containers, hosted)))
            .build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      throw e.getCause() instanceof BindException ? portInUse(port) : e;
    }
    return new EndpointServer(undertow, hosted);
  }

  /**
   * For an early word, before anything is started.
   *
   * @throws SetupException when the port is in use
   */
  public static void checkFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return;
    } catch (IOException e) {
      throw portInUse(port);
    }
  }

  private static SetupException portInUse(int port) {
    return new SetupException(
        "port %d is in use: choose another with --port, or stop what listens there"
            .formatted(port));
  }

  private static HttpHandler routes(
      Endpoint endpoint, Containers containers, HostedEndpoint invocations) {
    return new RoutingHandler()
        .get("/ping", exchange -> ping(exchange, containers))
        .post("/invocations", invocations)
        .post(
            "/endpoints/{name}/invocations",
            exchange -> {
              String name =
                  exchange
                      .getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
                      .getParameters()
                      .get("name");
              if (endpoint.name().equals(name)) {
                invocations.handleRequest(exchange);
              } else {
                RuntimeError.validation(
                        "Endpoint %s of account %s not found.".formatted(name, endpoint.account()))
                    .send(exchange);
              }
            })
        .setInvalidMethodHandler(
            exchange ->
                RuntimeError.of(405, "UnknownOperationException", "Method not allowed")
                    .send(exchange))
        .setFallbackHandler(
            exchange ->
                RuntimeError.of(404, "UnknownOperationException", "No such operation")
                    .send(exchange));
  }

  private static void ping(HttpServerExchange exchange, Containers containers) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            containers.ping(
                exchange.getIoThread(),
                unready -> {
                  exchange.setStatusCode(unready == null ? 200 : 503);
                  exchange
                      .getResponseSender()
                      .send(unready == null ? "" : unready + " is not ready");
                }));
  }

  public int port() {
    var address = (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    return address.getPort();
  }

  /**
   * Refuses new requests, sends away those that wait for a model to be loaded, and gives the others
   * in flight 25 s to end.
   */
  @Override
  public void close() {
    hosted.drain();
    undertow.stop();
  }
}
