package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncInvocations;
import io.tandem.localaws.async.Topics;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localsagemaker.container.CallThreads;
import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.HostedEndpoint;
import io.tandem.localsagemaker.endpoint.RuntimeError;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.server.HttpServerExchange;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The containers of an endpoint, which others replace without a failed call: they serve from the
 * moment on when all of them are ready, and the old ones end what they have begun. For many threads
 * at once; deployments take turns.
 */
final class LiveEndpoint implements AutoCloseable {
  private final String name;
  private final Platform platform;
  private final CallThreads threads;
  private final ByteBudget budget;
  private final ByteBudget captured;
  private final PrintStream log;

  /** Reading is getting the containers and beginning a call of them. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Held while containers come up, so that deployments take turns. */
  private final ReentrantLock deploying = new ReentrantLock();

  /** Of the writers, whenever other containers serve, or none. */
  private final Condition changed = lock.writeLock().newCondition();

  private final AsyncInvocations async;
  private @Nullable Serving serving;

  /** Whether one of the containers has ended by itself. */
  private boolean ended;

  private @Nullable Thread watch;
  private boolean closed;

  /**
   * @param threads of the server whose requests this handles
   * @param budget for the bodies of invocations
   * @param captured for those that wait to be written
   */
  LiveEndpoint(
      String name, Platform platform, CallThreads threads, ByteBudget budget, ByteBudget captured) {
    this.name = name;
    this.platform = platform;
    this.threads = threads;
    this.budget = budget;
    this.captured = captured;
    this.log = platform.log(ResourceKind.ENDPOINT, name);
    this.async =
        new AsyncInvocations(
            name,
            platform.owner().region(),
            platform.s3(),
            new Topics(platform.topics()),
            platform.terminal(),
            this::await);
  }

  /** Something that takes its turn among the deployments. */
  interface Turn {
    void run() throws InterruptedException;
  }

  /** Waits until no other deployment is under way. */
  void inTurn(Turn turn) throws InterruptedException {
    deploying.lockInterruptibly();
    try {
      turn.run();
    } finally {
      deploying.unlock();
    }
  }

  String name() {
    return name;
  }

  /** Whether these containers are the last that were deployed. */
  boolean isCurrent(Serving containers) {
    lock.readLock().lock();
    try {
      return containers.equals(serving);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Whether there are containers, and all of them run. */
  boolean serves() {
    lock.readLock().lock();
    try {
      return serving != null && !ended;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Returns when the model's containers serve, or when this was closed. To be called in turn.
   *
   * @param died told which and how, in a thread of its own, when a container of them ends by itself
   * @throws SetupException when they do not come up; what served before goes on
   */
  void deploy(Deployment deployment, BiConsumer<Serving, String> died) throws InterruptedException {
    var owner = platform.owner();
    var endpoint = new Endpoint(name, deployment.variant(), owner.account(), owner.region());
    deployment.async().ifPresent(async::deleteLeftovers);
    Containers containers =
        Containers.start(
            deployment.model(),
            platform.s3(),
            platform.images(),
            Map.of(),
            new Terminal(log),
            threads);
    Serving next;
    try {
      containers.awaitReady(platform.startupTimeout());
      next = Serving.start(deployment, endpoint, containers, platform, budget, captured);
    } catch (InterruptedException | RuntimeException e) {
      containers.close();
      throw e;
    }
    close(exchange(next, died));
  }

  private @Nullable Serving exchange(Serving next, BiConsumer<Serving, String> died) {
    lock.writeLock().lock();
    try {
      if (closed) {
        return next;
      }
      Serving before = serving;
      serving = next;
      ended = false;
      changed.signalAll();
      if (watch != null) {
        watch.interrupt();
      }
      watch = Thread.ofVirtual().name("endpoint " + name).start(() -> watch(next, died));
      return before;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void watch(Serving containers, BiConsumer<Serving, String> died) {
    try {
      String how = containers.containers().awaitEnd();
      lock.writeLock().lock();
      try {
        if (containers.equals(serving)) {
          ended = true;
        }
      } finally {
        lock.writeLock().unlock();
      }
      died.accept(containers, how);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Others serve now, or none.
    }
  }

  private static void close(@Nullable Serving before) {
    if (before != null) {
      before.close();
    }
  }

  /** False when nothing serves yet; else the request is handled. */
  boolean handle(HttpServerExchange exchange) throws Exception {
    lock.readLock().lock();
    try {
      if (serving == null) {
        return false;
      }
      if (serving.async() != null) {
        RuntimeError.validation(
                "Endpoint %s is an asynchronous endpoint: use InvokeEndpointAsync.".formatted(name))
            .send(exchange);
      } else {
        serving.containers().handleRequest(exchange);
      }
      return true;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** As {@link #handle}, for InvokeEndpointAsync. */
  boolean handleAsync(HttpServerExchange exchange) {
    lock.readLock().lock();
    try {
      if (serving == null) {
        return false;
      }
      if (serving.async() == null) {
        RuntimeError.validation(
                "Endpoint %s is not an asynchronous endpoint: use InvokeEndpoint.".formatted(name))
            .send(exchange);
      } else {
        async.handle(exchange, serving.async());
      }
      return true;
    } finally {
      lock.readLock().unlock();
    }
  }

  private Optional<HostedEndpoint> await(Duration limit) throws InterruptedException {
    lock.writeLock().lock();
    try {
      long left = limit.toNanos();
      while ((serving == null || ended) && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return serving == null || ended ? Optional.empty() : Optional.of(serving.containers());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends the others of a pipeline in which one has ended by itself. */
  void closeEnded() {
    Serving left = null;
    lock.writeLock().lock();
    try {
      if (ended) {
        left = serving;
        serving = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
    close(left);
  }

  /** Ends what serves. */
  @Override
  public void close() {
    Serving last;
    lock.writeLock().lock();
    try {
      closed = true;
      last = serving;
      serving = null;
      changed.signalAll();
      if (watch != null) {
        watch.interrupt();
      }
    } finally {
      lock.writeLock().unlock();
    }
    close(last);
    async.close();
    log.close();
  }
}
