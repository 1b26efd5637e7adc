package io.tandem.localaws.async;

import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.endpoint.RuntimeError;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asynchronous invocations of one endpoint that wait and run, each in a thread of its own. For
 * many threads. They do not outlive the program: closing ends those that are left as failed.
 */
public final class AsyncInvocations implements AutoCloseable {
  private static final int MAX_WAITING = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(AsyncInvocations.class);

  private final String endpoint;
  private final String region;
  private final S3Folder s3;
  private final Topics topics;
  private final Terminal terminal;
  private final AsyncContainers containers;
  private final Deque<AsyncCall> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;

  /** What an invocation does. */
  private interface Run {
    void run() throws IOException, InterruptedException;
  }

  public AsyncInvocations(
      String endpoint,
      String region,
      S3Folder s3,
      Topics topics,
      Terminal terminal,
      AsyncContainers containers) {
    this.endpoint = endpoint;
    this.region = region;
    this.s3 = s3;
    this.topics = topics;
    this.terminal = terminal;
    this.containers = containers;
  }

  /** Deletes what a killed program left where calls of a configuration end. */
  public void deleteLeftovers(AsyncConfig config) {
    Stream.of(config.output(), config.failure())
        .filter(uri -> !uri.isEmpty())
        .map(s3::locate)
        .forEach(this::deleteLeftovers);
    deleteLeftovers(topics.folder());
  }

  private void deleteLeftovers(Path folder) {
    try {
      PartFile.deleteLeftoversBelow(folder);
    } catch (IOException e) {
      terminal.say(
          "endpoint %s: what a killed program left cannot be deleted: %s".formatted(endpoint, e));
    }
  }

  /** Answers a request of InvokeEndpointAsync, for which it may be run. */
  public void handle(HttpServerExchange exchange, AsyncConfig config) {
    AsyncInvocation invocation;
    try {
      invocation = AsyncInvocation.read(exchange.getRequestHeaders(), config, endpoint, s3);
    } catch (AwsException e) {
      RuntimeError.validation(e.text()).send(exchange);
      return;
    }
    if (submit(invocation)) {
      invocation.accepted(exchange);
    } else {
      RuntimeError.of(429, "ThrottlingException", "Too many invocations wait; try again later")
          .send(exchange);
    }
  }

  /** False when too many wait, or this is closed. */
  synchronized boolean submit(AsyncInvocation invocation) {
    begin();
    if (closed || waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(new AsyncCall(invocation, region, s3, topics));
    begin();
    return true;
  }

  /** Starts those that may run, and those that have waited too long: they only tell it. */
  private synchronized void begin() {
    for (AsyncCall next = waiting.peek();
        next != null
            && !closed
            && (next.invocation().isExpired() || running < next.invocation().config().concurrent());
        next = waiting.peek()) {
      AsyncCall call = waiting.remove();
      running++;
      Thread.ofVirtual().name("async " + call.invocation().id()).start(() -> run(call));
    }
  }

  private void run(AsyncCall call) {
    try {
      attempt(call, () -> call.run(containers));
    } finally {
      ended();
      begin();
    }
  }

  private void attempt(AsyncCall call, Run run) {
    String what =
        "asynchronous invocation "
            + call.invocation().id()
            + " of endpoint "
            + call.invocation().endpoint();
    try {
      run.run();
    } catch (IOException e) {
      terminal.say(what + ": its end cannot be written: " + e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    } catch (RuntimeException e) {
      LOG.error("{} failed", what, e);
      terminal.say(what + " failed: see the log of this program");
    }
  }

  /** The containers have to be closed before: what runs ends without them. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      running++;
    }
    // Whoever closes may be interrupted, and a file that is written then is closed.
    Thread.ofVirtual().name("async " + endpoint).start(this::giveUp);
    awaitEnd();
  }

  private void giveUp() {
    try {
      for (AsyncCall call = next(); call != null; call = next()) {
        attempt(call, call::giveUp);
      }
    } finally {
      ended();
    }
  }

  private synchronized @Nullable AsyncCall next() {
    return waiting.poll();
  }

  private synchronized void ended() {
    running--;
    notifyAll();
  }

  private synchronized void awaitEnd() {
    boolean interrupted = false;
    while (running > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // Nothing is lost in silence.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
