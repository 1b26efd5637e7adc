package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.Lease;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.admission.EventLoopWatch;
import io.tandem.inferenceserver.admission.InvocationScheduler;
import io.tandem.inferenceserver.body.BodyReader;
import io.tandem.inferenceserver.body.BodyReceiver;
import io.tandem.inferenceserver.body.CallerTimeouts;
import io.tandem.inferenceserver.hosting.HostedModel;
import io.tandem.inferenceserver.http.ServerSettings.Limits;
import io.tandem.inferenceserver.negotiation.Negotiation;
import io.tandem.inferenceserver.negotiation.Negotiation.Offer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Calls of a model: negotiates, reads the body, has it computed, answers. Thread-safe. */
final class InvocationsHandler {
  private static final byte[] NEWLINE = {'\n'};

  private final Limits limits;
  private final boolean endsDocuments;
  private final InvocationScheduler scheduler;
  private final EventLoopWatch eventLoops;
  private final CallerTimeouts timeouts;
  private final Responses responses;
  private final ErrorHandler errors;

  InvocationsHandler(
      ServerSettings settings,
      InvocationScheduler scheduler,
      CallerTimeouts timeouts,
      Responses responses,
      ErrorHandler errors) {
    this.limits = settings.limits();
    this.endsDocuments = settings.batch();
    this.scheduler = scheduler;
    this.eventLoops = new EventLoopWatch(limits.queueTime());
    this.timeouts = timeouts;
    this.responses = responses;
    this.errors = errors;
  }

  /**
   * @param model not closed before the exchange is complete
   */
  void handle(HttpServerExchange exchange, HostedModel model) {
    if (eventLoops.isLate(model.queue(), exchange.getIoThread())
        || !scheduler.admits(model.queue(), exchange.getRequestContentLength())) {
      responses.overloaded(exchange);
    } else {
      switch (model.negotiation().agree(exchange.getRequestHeaders())) {
        case Negotiation.Refused(var rejected) -> responses.reject(exchange, rejected);
        case Negotiation.Agreed agreed -> read(exchange, model, agreed);
      }
    }
  }

  /** Answers a caller whose body has not come in time. */
  void tooSlow(HttpServerExchange exchange) {
    if (timeouts.areShort()) {
      responses.stoppingAndClose(exchange);
    } else {
      responses.errorAndClose(
          exchange,
          408,
          "timeout",
          "body: expected all of it within " + limits.bodyTime().toSeconds() + " s");
    }
  }

  private void read(HttpServerExchange exchange, HostedModel model, Negotiation.Agreed agreed) {
    new BodyReader(
            exchange,
            limits.bodyBytes(),
            limits.bodyTime().toMillis(),
            model.bodies(),
            timeouts,
            new Answering(exchange, model, agreed))
        .start();
  }

  /** One invocation, from its body to its answer. */
  private final class Answering implements BodyReceiver, InvocationScheduler.Work {
    private final HttpServerExchange exchange;
    private final HostedModel model;
    private final Negotiation.Agreed agreed;
    private Body body = Body.EMPTY;
    private Lease lease = Lease.NONE;
    private long computedNanos;

    Answering(HttpServerExchange exchange, HostedModel model, Negotiation.Agreed agreed) {
      this.exchange = exchange;
      this.model = model;
      this.agreed = agreed;
    }

    @Override
    public void complete(Body whole, Lease lent) {
      body = whole;
      lease = lent;
      scheduler.run(model.queue(), whole.length(), this);
    }

    @Override
    public void dispatch(Executor threads, Runnable task) {
      exchange.dispatch(threads, (HttpHandler) dispatched -> task.run());
    }

    @Override
    public long compute() {
      errors.run(this::answer, exchange);
      return exchange.getStatusCode() == StatusCodes.OK ? computedNanos : -1;
    }

    private void answer(HttpServerExchange computed) {
      InvocationResult result;
      long begin = System.nanoTime();
      try {
        result =
            model
                .inference()
                .invoke(
                    new Invocation(
                        agreed.contentType(),
                        agreed.accept().type(),
                        body,
                        CustomAttributesHandler.of(computed)));
      } finally {
        giveBackBody();
      }
      // Sending wakes the caller, which may take the core: that is not the model's time.
      computedNanos = System.nanoTime() - begin;
      switch (result) {
        case Answered answered -> send(computed, agreed.accept(), answered);
        case Rejected rejected -> responses.reject(computed, rejected);
      }
    }

    @Override
    public void refuse() {
      giveBackBody();
      responses.overloaded(exchange);
    }

    /** Forgets it too: a slow caller holds this object until the answer is sent. */
    private void giveBackBody() {
      Lease lent = lease;
      body = Body.EMPTY;
      lease = Lease.NONE;
      lent.close();
    }

    @Override
    public void tooLarge() {
      responses.reject(
          exchange,
          new Rejected(
              Reason.TOO_LARGE, "body: expected at most " + limits.bodyBytes() + " bytes"));
    }

    @Override
    public void noMemory() {
      responses.overloaded(exchange);
    }

    @Override
    public void tooSlow() {
      InvocationsHandler.this.tooSlow(exchange);
    }

    @Override
    public void malformed(String detail) {
      responses.errorAndClose(exchange, 400, "malformed_request", detail);
    }
  }

  private void send(HttpServerExchange exchange, Offer offer, Answered answered) {
    Lease lease = answered.lease();
    if (!lease.equals(Lease.NONE)) {
      exchange.addExchangeCompleteListener(
          (completed, next) -> {
            lease.close();
            next.proceed();
          });
    }
    @Nullable String stated = answered.contentType();
    responses.send(
        exchange,
        200,
        stated == null ? offer.header() : stated,
        ended(offer.type(), answered.body()));
  }

  /** Batch transform puts one answer after the other: documents need an end, lines have one. */
  private List<ByteBuffer> ended(MediaType type, List<ByteBuffer> body) {
    if (!endsDocuments || !type.name().equals(MediaType.JSON)) {
      return body;
    }
    List<ByteBuffer> ended = new ArrayList<>(body);
    ended.add(ByteBuffer.wrap(NEWLINE));
    return ended;
  }
}
