package io.tandem.localsagemaker.endpoint;

import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.multimodel.ModelAccess;
import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.pipeline.Pipeline;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.pipeline.TargetModel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** InvokeEndpoint: reads the request in the I/O thread, hands it to the pipeline, answers. */
final class InvocationsHandler implements HttpHandler {
  /** Under way at once; beyond it 503 is answered at once. */
  private static final int MAX_CONCURRENT = 1024;

  private static final HttpString VARIANT = new HttpString("x-Amzn-Invoked-Production-Variant");
  private static final Logger LOG = LoggerFactory.getLogger(InvocationsHandler.class);

  private final Endpoint endpoint;
  private final Pipeline pipeline;
  private final @Nullable LoadedModels models;
  private final ByteBudget budget;
  private final @Nullable InvocationObserver observer;
  private final AtomicInteger concurrent = new AtomicInteger();

  /**
   * @param models null when no container is in MultiModel mode
   * @param observer null when nobody is told
   */
  InvocationsHandler(
      Endpoint endpoint,
      Pipeline pipeline,
      @Nullable LoadedModels models,
      ByteBudget budget,
      @Nullable InvocationObserver observer) {
    this.endpoint = endpoint;
    this.pipeline = pipeline;
    this.models = models;
    this.budget = budget;
    this.observer = observer;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RuntimeError error = InvocationHeaders.check(exchange, endpoint, models != null);
    if (error != null) {
      error.send(exchange);
      return;
    }
    ByteBudget.Share share = budget.share();
    exchange.addExchangeCompleteListener(
        (_, next) -> {
          share.resize(0);
          concurrent.decrementAndGet();
          next.proceed();
        });
    if (concurrent.incrementAndGet() > MAX_CONCURRENT) {
      RuntimeError.of(503, "ServiceUnavailable", "More than " + MAX_CONCURRENT + " invocations")
          .send(exchange);
      return;
    }
    if (!share.resize(mostOf(exchange))) {
      noMemory(exchange);
      return;
    }
    exchange.getRequestReceiver().setMaxBufferSize(ByteBudget.MAX_BODY_BYTES);
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (_, body) -> invoke(exchange, body, share), (_, _) -> unreadable(exchange, share));
  }

  /** The receiver makes room for what is announced; without that, for all there may be. */
  private static long mostOf(HttpServerExchange exchange) {
    long length = exchange.isRequestComplete() ? 0 : exchange.getRequestContentLength();
    return length < 0 ? ByteBudget.MAX_BODY_BYTES : Math.min(length, ByteBudget.MAX_BODY_BYTES);
  }

  private static void noMemory(HttpServerExchange exchange) {
    RuntimeError.of(
            503, "ServiceUnavailable", "Too many bytes in invocations under way; try again later")
        .send(exchange);
  }

  private void invoke(HttpServerExchange exchange, byte[] body, ByteBudget.Share share) {
    share.resize(body.length);
    LoadedModels hosted = models;
    String key = exchange.getRequestHeaders().getFirst(TargetModel.HEADER);
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          if (hosted == null || key == null) {
            call(exchange, body, share, null);
          } else {
            hosted.access(
                key,
                exchange.getIoThread(),
                access -> {
                  switch (access) {
                    case ModelAccess.Lease lease -> call(exchange, body, share, lease);
                    case ModelAccess.Denied denied ->
                        denied(denied, hosted.address(key)).send(exchange);
                  }
                });
          }
        });
  }

  private void call(
      HttpServerExchange exchange,
      byte[] body,
      ByteBudget.Share share,
      ModelAccess.@Nullable Lease lease) {
    var headers = exchange.getRequestHeaders();
    var request =
        new Pipeline.Request(
            new RequestBody.Bytes(body),
            headers.getFirst(Headers.CONTENT_TYPE),
            headers.getFirst(Headers.ACCEPT),
            InvocationHeaders.passed(headers),
            lease == null ? null : lease.target(),
            null);
    try {
      pipeline.invoke(
          exchange.getIoThread(),
          request,
          result -> {
            if (lease != null) {
              lease.release();
            }
            answer(exchange, body, result, share);
          });
    } catch (RuntimeException e) {
      fail(exchange, e);
    }
  }

  /**
   * In the words of the platform; those for a broken archive are the words of a failed creation.
   */
  private RuntimeError denied(ModelAccess.Denied denied, String address) {
    return switch (denied) {
      case ModelAccess.Missing _ -> {
        String[] bucketAndKey = address.substring("s3://".length()).split("/", 2);
        yield RuntimeError.validation(
            ("Failed to download model data(bucket: %s, key: %s). Please ensure that there is an"
                    + " object located at the URL and that the role passed to CreateModel has"
                    + " permissions to download the model.")
                .formatted(bucketAndKey[0], bucketAndKey[1]));
      }
      case ModelAccess.BrokenArchive _ ->
          RuntimeError.validation(
              ("Failed to extract model data archive from URL \"%s\". Please ensure that the object"
                      + " located at the URL is a valid tar.gz archive.")
                  .formatted(address));
      case ModelAccess.StillLoading _ ->
          RuntimeError.of(
              429,
              "ModelNotReadyException",
              "The multi-model endpoint is still downloading or loading the target model. Wait and"
                  + " try again.");
      case ModelAccess.NotLoaded(var failure) ->
          RuntimeError.model(failure, endpoint.logStream(failure.hostname()));
    };
  }

  /** From now on it is the answer that is held, until a slow client has read it. */
  private void answer(
      HttpServerExchange exchange, byte[] input, InvocationResult result, ByteBudget.Share share) {
    switch (result) {
      case InvocationResult.Answered answered when !share.resize(answered.body().length) ->
          noMemory(exchange);
      case InvocationResult.Answered(var status, var headers, var body) -> {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(VARIANT, endpoint.variant());
        InvocationHeaders.giveBack(headers, exchange.getResponseHeaders());
        InvocationObserver told = observer;
        if (told != null) {
          told.answered(
              InvocationHeaders.answered(exchange.getRequestHeaders(), input, headers, body));
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
      }
      case InvocationResult.Failed failure ->
          RuntimeError.model(failure, endpoint.logStream(failure.hostname())).send(exchange);
    }
  }

  /** Called when the body is too large, or the client is gone. */
  private static void unreadable(HttpServerExchange exchange, ByteBudget.Share share) {
    // The rest of the body is still read, but not kept.
    share.resize(0);
    RuntimeError.validation(
            "Value at 'body' failed to satisfy constraint:"
                + " Member must have length less than or equal to "
                + ByteBudget.MAX_BODY_BYTES)
        .send(exchange);
  }

  private static void fail(HttpServerExchange exchange, RuntimeException cause) {
    String id = RequestId.of(exchange);
    LOG.error("invocation {} failed", id, cause);
    RuntimeError.of(500, "InternalFailure", "Internal failure " + id).send(exchange);
  }
}
