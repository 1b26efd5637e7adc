package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.body.BodyPool;
import io.tandem.inferenceserver.body.BodyReader;
import io.tandem.inferenceserver.body.BodyReceiver;
import io.tandem.inferenceserver.body.CallerTimeouts;
import io.tandem.inferenceserver.http.ServerSettings.Limits;
import io.tandem.inferenceserver.load.EventLoopWatch;
import io.tandem.inferenceserver.load.InvocationScheduler;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code POST /invocations}: negotiates, reads the body, has it computed, answers. */
final class InvocationsHandler implements HttpHandler {
  private static final byte[] NEWLINE = {'\n'};

  private final Inference inference;
  private final Negotiation negotiation;
  private final Limits limits;
  private final BodyPool memory;
  private final InvocationScheduler compute;
  private final Responses responses;
  private final CallerTimeouts timeouts;
  private final EventLoopWatch turns;
  private final boolean endsDocuments;

  InvocationsHandler(
      Inference inference,
      ServerSettings settings,
      BodyPool memory,
      InvocationScheduler compute,
      CallerTimeouts timeouts,
      Responses responses) {
    this.inference = inference;
    this.negotiation = new Negotiation(inference, settings.defaultAccept());
    this.limits = settings.limits();
    this.endsDocuments = settings.batch();
    this.memory = memory;
    this.compute = compute;
    this.timeouts = timeouts;
    this.responses = responses;
    this.turns = new EventLoopWatch(limits.queueTime());
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (turns.isLate(exchange) || !compute.admits(exchange.getRequestContentLength())) {
      overloaded(exchange);
      return;
    }
    switch (negotiation.agree(exchange.getRequestHeaders())) {
      case Negotiation.Refused(var rejected) -> responses.reject(exchange, rejected);
      case Negotiation.Agreed agreed ->
          new BodyReader(
                  exchange,
                  limits.bodyBytes(),
                  limits.bodyTime().toMillis(),
                  memory,
                  timeouts,
                  new Reading(agreed))
              .start();
    }
  }

  private final class Reading implements BodyReceiver {
    private final Negotiation.Agreed agreed;

    Reading(Negotiation.Agreed agreed) {
      this.agreed = agreed;
    }

    @Override
    public void complete(HttpServerExchange exchange, Body body, Runnable release) {
      Invocation invocation = new Invocation(agreed.contentType(), agreed.accept(), body);
      HttpHandler computing =
          running -> {
            InvocationResult result;
            try {
              result = inference.invoke(invocation);
            } finally {
              release.run();
            }
            answer(running, result);
          };
      Consumer<HttpServerExchange> refusal =
          refused -> {
            release.run();
            overloaded(refused);
          };
      if (!compute.run(
          exchange,
          body.length(),
          new ErrorHandler(computing, responses)::handleRequest,
          refusal)) {
        refusal.accept(exchange);
      }
    }

    @Override
    public void tooLarge(HttpServerExchange exchange) {
      responses.reject(
          exchange,
          new Rejected(
              Reason.TOO_LARGE, "body: expected at most " + limits.bodyBytes() + " bytes"));
    }

    @Override
    public void noMemory(HttpServerExchange exchange) {
      overloaded(exchange);
    }

    @Override
    public void tooSlow(HttpServerExchange exchange) {
      if (timeouts.areShort()) {
        responses.errorAndClose(
            exchange, 503, "stopping", "the container is stopping; call another one");
      } else {
        responses.errorAndClose(
            exchange,
            408,
            "timeout",
            "body: expected all of it within " + limits.bodyTime().toSeconds() + " s");
      }
    }

    @Override
    public void malformed(HttpServerExchange exchange, String detail) {
      responses.errorAndClose(exchange, 400, "malformed_request", detail);
    }
  }

  private void answer(HttpServerExchange exchange, InvocationResult result) {
    switch (result) {
      case Answered(var contentType, var body, var sent) -> {
        exchange.addExchangeCompleteListener(
            (completed, next) -> {
              sent.run();
              next.proceed();
            });
        responses.send(exchange, 200, contentType.toString(), ended(contentType, body));
      }
      case Rejected rejected -> responses.reject(exchange, rejected);
    }
  }

  /** Batch transform puts one answer after the other: documents need an end, lines have one. */
  private List<ByteBuffer> ended(MediaType contentType, List<ByteBuffer> body) {
    if (!endsDocuments || !contentType.name().equals(MediaType.JSON)) {
      return body;
    }
    List<ByteBuffer> ended = new ArrayList<>(body);
    ended.add(ByteBuffer.wrap(NEWLINE));
    return ended;
  }

  private void overloaded(HttpServerExchange exchange) {
    responses.error(
        exchange, 503, "overloaded", "more requests wait than can be answered in time; try again");
  }
}
