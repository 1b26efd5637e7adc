package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.admission.InvocationScheduler;
import io.tandem.inferenceserver.body.BodyPool;
import io.tandem.inferenceserver.body.CallerTimeouts;
import io.tandem.inferenceserver.http.ServerSettings.Limits;
import io.tandem.inferenceserver.metrics.RequestMetrics;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** What every request passes, and what is kept of requests on their way. Thread-safe. */
final class RequestChain implements AutoCloseable {
  /** For the rest of a body, or until an answer is taken: no caller of ours needs more. */
  static final Duration CALLER_TIME = Duration.ofSeconds(5);

  final CallerTimeouts timeouts = new CallerTimeouts(CALLER_TIME.toMillis());
  final Responses responses = new Responses(timeouts);
  final RequestMetrics requests = new RequestMetrics();
  final Drain drain = new Drain(responses);
  final ErrorHandler errors = new ErrorHandler(responses);
  final BodyPool bodies;
  final InvocationsHandler invocations;
  private final InvocationScheduler scheduler;

  RequestChain(ServerSettings settings) {
    Limits limits = settings.limits();
    scheduler =
        new InvocationScheduler(
            limits.computeThreads(), limits.queuedInvocations(), limits.queueTime());
    bodies = new BodyPool(limits.memoryBytes());
    invocations = new InvocationsHandler(settings, scheduler, timeouts, responses, errors);
  }

  /** The first link; the routes are the last. */
  HttpHandler before(List<Route> routes) {
    // A request passes the links from top to bottom.
    List<UnaryOperator<HttpHandler>> links =
        List.of(
            // Refusals send the caller's attributes back as well.
            CustomAttributesHandler::new,
            // Before anything reads or drops a body.
            next -> new FramingHandler(next, responses),
            // Says why it refuses; counts what is in flight until all below is done with it.
            drain::before,
            // The catch-all up to the body; InvocationsHandler has it catch the rest.
            errors::before);
    HttpHandler root = new Router(routes, requests, responses);
    for (UnaryOperator<HttpHandler> link : links.reversed()) {
      root = link.apply(root);
    }
    return root;
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    scheduler.close();
  }
}
