package io.tandem.localsagemaker.multimodel;

import io.tandem.localsagemaker.container.ModelStore;
import io.tandem.localsagemaker.container.MultiModelContainer;
import io.tandem.localsagemaker.pipeline.CallResult;
import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * Loads a model at its first call, once for all who wait. A 507 of the container unloads the least
 * recently called model that nobody uses, and the load is tried again; while all are in use, it
 * waits. An unloaded model's folder is deleted, so the next load reads its archive anew (the
 * platform keeps folders until space is short). Thread-safe.
 */
public final class LoadedModels implements AutoCloseable {
  /** The platform's limit, the waits for room included. */
  private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(6);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final MultiModelContainer container;
  private final ModelStore store;
  private final ModelCalls calls;
  private final Duration patience;
  private final Terminal terminal;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** By key: loading or loaded, the least recently called one first. */
  private final LinkedHashMap<String, HostedModel> models = new LinkedHashMap<>(16, 0.75f, true);

  /** By key: those on their way out. */
  private final Map<String, HostedModel> leaving = new HashMap<>();

  /** Loads that the container works on. */
  private int loading;

  /** How many models have gone. */
  private long departures;

  /**
   * @param patience of a caller, while a model is loaded
   */
  public LoadedModels(MultiModelContainer container, Duration patience, Terminal terminal) {
    this.container = container;
    this.store = container.store();
    this.calls = new ModelCalls(container.client());
    this.patience = patience;
    this.terminal = terminal;
  }

  /** The address of a model's archive, for messages. */
  public String address(String key) {
    return store.prefix() + key;
  }

  /**
   * To be called in the thread.
   *
   * @param key of the archive, relative to the prefix
   * @param done is called once, in the thread; it releases a lease
   */
  public void access(String key, XnioIoThread thread, Consumer<ModelAccess> done) {
    HostedModel model = enter(key);
    if (model.loaded().isDone()) {
      done.accept(access(model, model.loaded().join()));
      return;
    }
    var waiter = new Waiter(model, done);
    waiter.timer =
        thread.executeAfter(
            () -> waiter.end(Optional.of(new ModelAccess.StillLoading())),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    var _ = model.loaded().thenAccept(denied -> thread.execute(() -> waiter.end(denied)));
  }

  /** A caller who waits for a model to be loaded. For one I/O thread. */
  private final class Waiter {
    private final HostedModel model;
    private final Consumer<ModelAccess> done;
    private XnioExecutor.@Nullable Key timer;
    private boolean ended;

    Waiter(HostedModel model, Consumer<ModelAccess> done) {
      this.model = model;
      this.done = done;
    }

    void end(Optional<ModelAccess.Denied> denied) {
      if (!ended) {
        ended = true;
        if (timer != null) {
          timer.remove();
        }
        done.accept(access(model, denied));
      }
    }
  }

  private ModelAccess access(HostedModel model, Optional<ModelAccess.Denied> denied) {
    if (denied.isPresent()) {
      leave(model);
      return denied.get();
    }
    return new ModelAccess.Lease(model.target(container.client().hostname()), () -> leave(model));
  }

  private synchronized HostedModel enter(String key) {
    HostedModel model = models.get(key);
    if (model == null) {
      var added = new HostedModel(key);
      HostedModel before = leaving.get(key);
      models.put(key, added);
      threads.execute(() -> load(added, before));
      model = added;
    }
    model.enter();
    return model;
  }

  private synchronized void leave(HostedModel model) {
    model.leave();
    notifyAll();
    if (model.isIdle() && !container.keepsModels() && models.get(model.key()) == model) {
      depart(model);
      threads.execute(() -> unload(model));
    }
  }

  private void load(HostedModel model, @Nullable HostedModel before) {
    Optional<ModelAccess.Denied> denied;
    try {
      if (before != null) {
        join(before.gone());
      }
      denied = unpackAndLoad(model);
    } catch (InterruptedException e) {
      denied = Optional.of(new ModelAccess.StillLoading());
    } catch (SetupException e) {
      terminal.say(e.problems());
      denied = Optional.of(new ModelAccess.BrokenArchive());
    } catch (RuntimeException | Error e) {
      // Whoever waits must have an answer, whatever has happened.
      terminal.say("model %s cannot be loaded: %s".formatted(model.key(), e));
      denied = Optional.of(notLoaded(new InvocationResult.Broken(hostname(), e.toString())));
    }
    if (denied.isPresent()) {
      deleteFolder(model);
    }
    settle(model, denied);
    model.loaded().complete(denied);
  }

  private synchronized void settle(HostedModel model, Optional<ModelAccess.Denied> denied) {
    if (denied.isEmpty()) {
      model.setReady();
      if (model.isIdle() && !container.keepsModels()) {
        depart(model);
        threads.execute(() -> unload(model));
      }
    } else {
      models.remove(model.key());
      if (denied.get() instanceof ModelAccess.NotLoaded) {
        // Only what the container has had leaves room there.
        departures++;
      }
    }
    notifyAll();
  }

  private Optional<ModelAccess.Denied> unpackAndLoad(HostedModel model)
      throws InterruptedException {
    long start = System.nanoTime();
    Optional<Path> archive = store.archive(model.key());
    if (archive.isEmpty()) {
      return Optional.of(new ModelAccess.Missing());
    }
    Path folder = store.unpack(archive.get(), model.id());
    Optional<ModelAccess.Denied> denied = load(model, folder, start + LOAD_TIMEOUT.toNanos());
    String outcome = denied.isEmpty() ? "is loaded" : "could not be loaded";
    terminal.say(
        "model %s %s after %.2f s"
            .formatted(model.key(), outcome, (System.nanoTime() - start) / 1e9));
    return denied;
  }

  private Optional<ModelAccess.Denied> load(HostedModel model, Path folder, long deadline)
      throws InterruptedException {
    while (true) {
      long seen = beginLoad();
      CallResult result;
      try {
        result = calls.load(model, folder, left(deadline));
      } finally {
        endLoad();
      }
      switch (result) {
        case InvocationResult.NoAnswer none -> {
          // It may be loaded yet, in memory that no unloading would reach.
          CallResult unloaded = calls.unload(model);
          if (unloaded instanceof InvocationResult.NoAnswer) {
            terminal.say("model %s may be loaded still: %s".formatted(model.key(), none.message()));
          }
          return Optional.of(notLoaded(none));
        }
        case CallResult.Responded answer when isLoaded(answer.status()) -> {
          return Optional.empty();
        }
        case CallResult.Responded answer
            when answer.status() != 507 || !makeRoom(seen, deadline) -> {
          return Optional.of(notLoaded(InvocationResult.Refused.of(hostname(), answer)));
        }
        case CallResult.Responded _ -> {}
      }
    }
  }

  /** 409 says that it is loaded already. */
  private static boolean isLoaded(int status) {
    return status / 100 == 2 || status == 409;
  }

  private static ModelAccess.NotLoaded notLoaded(InvocationResult.Failed failure) {
    return new ModelAccess.NotLoaded(failure);
  }

  private synchronized long beginLoad() {
    loading++;
    return departures;
  }

  private synchronized void endLoad() {
    loading--;
    notifyAll();
  }

  /**
   * Unloads one model, or waits until one has gone.
   *
   * @param seen the departures before the container had no room
   * @return false when no model can leave
   */
  private boolean makeRoom(long seen, long deadline) throws InterruptedException {
    HostedModel idle = awaitIdle(seen, deadline);
    if (idle != null) {
      terminal.say("model %s leaves: %s needs room".formatted(idle.key(), hostname()));
      unload(idle);
      return true;
    }
    return isLater(seen);
  }

  /** Null when a model has gone meanwhile, or when none can leave. */
  private synchronized @Nullable HostedModel awaitIdle(long seen, long deadline)
      throws InterruptedException {
    while (departures == seen) {
      for (HostedModel model : models.values()) {
        if (model.isIdle()) {
          depart(model);
          return model;
        }
      }
      boolean oneMayLeave =
          loading > 0
              || !leaving.isEmpty()
              || models.values().stream().anyMatch(HostedModel::isInUse);
      long millis = left(deadline).toMillis();
      if (!oneMayLeave || millis <= 0) {
        return null;
      }
      wait(millis);
    }
    return null;
  }

  private synchronized boolean isLater(long seen) {
    return departures != seen;
  }

  /** From now on nobody gets it; the caller unloads it. */
  private synchronized void depart(HostedModel model) {
    models.remove(model.key());
    leaving.put(model.key(), model);
  }

  private void unload(HostedModel model) {
    try {
      CallResult result = calls.unload(model);
      if (result instanceof CallResult.Responded answer
          && (answer.status() == 200 || answer.status() == 404)) {
        deleteFolder(model);
      } else {
        terminal.say("model %s may be loaded still: %s".formatted(model.key(), shown(result)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      gone(model);
    }
  }

  private String shown(CallResult result) {
    return switch (result) {
      case InvocationResult.NoAnswer none -> none.message();
      case CallResult.Responded answer ->
          "%s answered its unload with %d".formatted(hostname(), answer.status());
    };
  }

  private void gone(HostedModel model) {
    synchronized (this) {
      leaving.remove(model.key());
      departures++;
      notifyAll();
    }
    model.gone().complete(null);
  }

  private void deleteFolder(HostedModel model) {
    try {
      store.delete(model.id());
    } catch (IOException e) {
      terminal.say("the folder of model %s cannot be deleted: %s".formatted(model.key(), e));
    }
  }

  private String hostname() {
    return container.client().hostname();
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private static void join(CompletableFuture<Void> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed with a failure", e);
    }
  }

  /** Ends loads that are under way; what is loaded stays so until the container ends. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
