package io.tandem.inferenceserver;

import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.ServerSettings.Limits;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** {@code POST /invocations}: negotiates, reads the body, has it computed, answers. */
final class Invocations implements HttpHandler {
  private final Inference inference;
  private final Negotiation negotiation;
  private final Limits limits;
  private final BodyMemory memory;
  private final Compute compute;
  private final Turns turns = new Turns();

  Invocations(Inference inference, ServerSettings settings, BodyMemory memory, Compute compute) {
    this.inference = inference;
    this.negotiation = new Negotiation(inference, settings.defaultAccept());
    this.limits = settings.limits();
    this.memory = memory;
    this.compute = compute;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (turns.isLate(exchange) || !compute.admits(exchange.getRequestContentLength())) {
      overloaded(exchange);
      return;
    }
    switch (negotiation.agree(exchange.getRequestHeaders())) {
      case Negotiation.Refused(var rejected) -> Responses.reject(exchange, rejected);
      case Negotiation.Agreed agreed ->
          new BodyReader(exchange, limits, memory, new Reading(agreed)).start();
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
      if (!compute.run(exchange, body.length(), new ErrorHandler(computing)::handleRequest)) {
        release.run();
        overloaded(exchange);
      }
    }

    @Override
    public void tooLarge(HttpServerExchange exchange) {
      Responses.reject(
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
      exchange.setPersistent(false);
      Responses.error(
          exchange,
          408,
          "timeout",
          "body: expected all of it within " + limits.bodyTime().toSeconds() + " s");
    }
  }

  private static void answer(HttpServerExchange exchange, InvocationResult result) {
    switch (result) {
      case Answered(var contentType, var body, var sent) -> {
        exchange.addExchangeCompleteListener(
            (completed, next) -> {
              sent.run();
              next.proceed();
            });
        Responses.send(exchange, 200, contentType.toString(), body);
      }
      case Rejected rejected -> Responses.reject(exchange, rejected);
    }
  }

  private static void overloaded(HttpServerExchange exchange) {
    Responses.error(
        exchange, 503, "overloaded", "more requests wait than can be answered in time; try again");
  }
}
