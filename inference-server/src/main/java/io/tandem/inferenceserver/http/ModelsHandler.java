package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Lease;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.body.BodyPool;
import io.tandem.inferenceserver.body.BodyReader;
import io.tandem.inferenceserver.body.BodyReceiver;
import io.tandem.inferenceserver.body.CallerTimeouts;
import io.tandem.inferenceserver.hosting.LoadOutcome;
import io.tandem.inferenceserver.hosting.ModelAddress;
import io.tandem.inferenceserver.hosting.ModelHost;
import io.tandem.inferenceserver.hosting.ModelHost.Borrowed;
import io.tandem.inferenceserver.log.JsonObjectWriter;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * The contract of multi-model endpoints: loads, lists, calls and unloads models. Names are opaque.
 * Source: "Contract for Custom Containers to Serve Multi-Model Endpoints" in SageMaker's guide.
 * Thread-safe.
 */
final class ModelsHandler {
  private static final HttpString TARGET = new HttpString("X-Amzn-SageMaker-Target-Model");
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(32 << 10);
  private static final int MAX_NAME = 1024;
  private static final int MAX_URL = 2048;
  private static final int MAX_TARGET = 256;
  private static final int PAGE = 100;

  /** The platform waits for longer, but whoever stops the process does not. */
  private static final int UNLOAD_SECONDS = 25;

  private final ModelHost host;
  private final InvocationsHandler invocations;
  private final BodyPool.Share bodies;
  private final long bodyMillis;
  private final CallerTimeouts timeouts;
  private final Responses responses;
  private final ErrorHandler errors;

  ModelsHandler(
      ModelHost host,
      InvocationsHandler invocations,
      BodyPool.Share bodies,
      long bodyMillis,
      CallerTimeouts timeouts,
      Responses responses,
      ErrorHandler errors) {
    this.host = host;
    this.invocations = invocations;
    this.bodies = bodies;
    this.bodyMillis = bodyMillis;
    this.timeouts = timeouts;
    this.responses = responses;
    this.errors = errors;
  }

  List<Route> routes() {
    List<HttpString> read = List.of(Methods.GET, Methods.HEAD);
    return List.of(
        Route.of(List.of(Methods.POST), "/invocations", this::refuseInvocation).inMetrics(),
        Route.of(List.of(Methods.POST), "/models", this::load),
        Route.of(read, "/models", this::list),
        Route.of(read, "/models/{name}", this::get),
        Route.of(List.of(Methods.DELETE), "/models/{name}", this::unload),
        Route.of(List.of(Methods.POST), "/models/{name}/invoke", this::invoke).inMetrics());
  }

  private void refuseInvocation(HttpServerExchange exchange) {
    String detail =
        "this container holds many models (SAGEMAKER_MULTI_MODEL): call /models/{name}/invoke";
    responses.error(exchange, 404, "not_found", detail);
  }

  private void invoke(HttpServerExchange exchange, Map<String, String> variables) {
    Optional<Borrowed> borrowed = host.borrow(name(variables));
    if (borrowed.isEmpty()) {
      unknown(exchange);
      return;
    }
    Lease lease = borrowed.get().lease();
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          lease.close();
          next.proceed();
        });
    borrowed.get().model().metrics().count(exchange);
    invocations.handle(exchange, borrowed.get().model());
  }

  private static String name(Map<String, String> variables) {
    return variables.getOrDefault("name", "");
  }

  private void unknown(HttpServerExchange exchange) {
    responses.error(exchange, 404, "model_not_found", "no model of this name is loaded");
  }

  private void get(HttpServerExchange exchange, Map<String, String> variables) {
    host.find(name(variables))
        .ifPresentOrElse(model -> send(exchange, 200, json(model)), () -> unknown(exchange));
  }

  private static String json(ModelAddress model) {
    return new JsonObjectWriter().put("modelName", model.name()).put("modelUrl", model.url()).end();
  }

  private void send(HttpServerExchange exchange, int status, String json) {
    responses.send(exchange, status, MediaType.JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  /** The token is the last name of a page: whatever comes or goes meanwhile, none is skipped. */
  private void list(HttpServerExchange exchange) {
    @Nullable Deque<String> token = exchange.getQueryParameters().get("next_page_token");
    List<ModelAddress> found = host.list(token == null ? "" : token.getFirst(), PAGE + 1);
    List<ModelAddress> page = found.subList(0, Math.min(found.size(), PAGE));
    JsonObjectWriter json =
        new JsonObjectWriter()
            .putRaw(
                "models",
                page.stream().map(ModelsHandler::json).collect(Collectors.joining(",", "[", "]")));
    if (found.size() > PAGE) {
      json.put("nextPageToken", page.getLast().name());
    }
    send(exchange, 200, json.end());
  }

  private void load(HttpServerExchange exchange) {
    new BodyReader(
            exchange, LIMITS.bytes(), bodyMillis, bodies, timeouts, new LoadRequest(exchange))
        .start();
  }

  /** The body of a request to load a model. */
  private final class LoadRequest implements BodyReceiver {
    private final HttpServerExchange exchange;

    LoadRequest(HttpServerExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void complete(Body body, Lease lease) {
      byte[] json = body.toByteArray();
      lease.close();
      errors.run(asked -> load(json), exchange);
    }

    private void load(byte[] json) {
      Problems problems = new Problems();
      JsonObject request = JsonObject.read(json, LIMITS, problems);
      String name = request.required("model_name").text(MAX_NAME).orElse("");
      String url = request.required("url").text(MAX_URL).orElse("");
      if (!isPrintable(name)) {
        request.required("model_name").expected("no control characters");
      }
      if (!problems.isEmpty()) {
        responses.error(exchange, 400, "invalid_request", String.join("; ", problems.all()));
        return;
      }
      then(
          exchange,
          host.load(new ModelAddress(name, url, target(exchange, name))),
          outcome -> answer(exchange, outcome, name, url));
    }

    @Override
    public void tooLarge() {
      responses.error(
          exchange, 413, "too_large", "body: expected at most " + LIMITS.bytes() + " bytes");
    }

    @Override
    public void noMemory() {
      responses.overloaded(exchange);
    }

    @Override
    public void tooSlow() {
      invocations.tooSlow(exchange);
    }

    @Override
    public void malformed(String detail) {
      responses.errorAndClose(exchange, 400, "malformed_request", detail);
    }
  }

  private static boolean isPrintable(String name) {
    return name.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  /** Of the platform; for log lines and metrics, so cut to what these can show. */
  private static String target(HttpServerExchange exchange, String name) {
    @Nullable String header = exchange.getRequestHeaders().getFirst(TARGET);
    String target = header == null || header.isBlank() ? name : header;
    return Ellipsis.shorten(target.replaceAll("[^ -~]", "?"), MAX_TARGET);
  }

  private void answer(HttpServerExchange exchange, LoadOutcome outcome, String name, String url) {
    switch (outcome.kind()) {
      case LOADED -> send(exchange, 200, json(new ModelAddress(name, url, "")));
      case ALREADY_LOADED -> responses.error(exchange, 409, "already_loaded", outcome.detail());
      case NO_ROOM -> responses.error(exchange, 507, "no_room", outcome.detail());
      case INVALID -> responses.error(exchange, 400, "invalid_model", outcome.detail());
      case BUSY -> responses.error(exchange, 503, "overloaded", outcome.detail());
      case STOPPING -> responses.stopping(exchange);
    }
  }

  private void unload(HttpServerExchange exchange, Map<String, String> variables) {
    CompletableFuture<Unloading> ended =
        host.unload(name(variables)).thenApply(found -> found ? Unloading.DONE : Unloading.UNKNOWN);
    XnioExecutor.Key patience =
        exchange
            .getIoThread()
            .executeAfter(
                () -> ended.complete(Unloading.STILL_IN_USE), UNLOAD_SECONDS, TimeUnit.SECONDS);
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          patience.remove();
          next.proceed();
        });
    then(
        exchange,
        ended,
        unloading -> {
          switch (unloading) {
            case DONE -> responses.empty(exchange, 200);
            case UNKNOWN -> unknown(exchange);
            case STILL_IN_USE ->
                responses.error(
                    exchange,
                    500,
                    "still_in_use",
                    "calls of the model, or a load before it, have not ended within "
                        + UNLOAD_SECONDS
                        + " s; it is closed when they have");
          }
        });
  }

  private enum Unloading {
    DONE,
    UNKNOWN,
    STILL_IN_USE
  }

  /** What is to be done with the outcome. */
  @FunctionalInterface
  private interface Answer<T> {
    void send(T outcome);
  }

  /** Answers on the I/O thread of the exchange, once there is an outcome. */
  private <T> void then(
      HttpServerExchange exchange, CompletableFuture<T> outcome, Answer<T> answer) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          CompletableFuture<T> _ =
              outcome.whenComplete(
                  (value, fault) ->
                      exchange.dispatch(
                          exchange.getIoThread(),
                          (HttpHandler)
                              dispatched ->
                                  errors.run(last -> send(answer, value, fault), dispatched)));
        });
  }

  private static <T> void send(Answer<T> answer, T value, @Nullable Throwable fault) {
    if (fault != null) {
      throw new IllegalStateException(fault);
    }
    answer.send(value);
  }
}
