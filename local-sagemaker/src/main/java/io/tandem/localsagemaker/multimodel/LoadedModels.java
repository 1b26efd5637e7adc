package io.tandem.localsagemaker.multimodel;

import io.tandem.localsagemaker.container.MultiModelContainer;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.time.Duration;
import java.util.Optional;
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
 * waits. With a memory limit such models are unloaded before a load, too, while the container is
 * above it. An unloaded model's folder is deleted, so the next load reads its archive anew (the
 * platform keeps folders until space is short). Thread-safe.
 */
public final class LoadedModels implements AutoCloseable {
  /** As a memory limit: models leave only for a 507. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final MultiModelContainer container;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ModelTable table;
  private final ModelLoader loader;

  /**
   * @param patience of a caller, while a model is loaded
   * @param memoryLimit of the container, in bytes
   * @throws SetupException when there is a limit, and the container's memory cannot be read
   */
  public LoadedModels(
      MultiModelContainer container, Duration patience, long memoryLimit, Terminal terminal) {
    this.container = container;
    this.patience = patience;
    this.table = new ModelTable(container.keepsModels(), this::load, this::unload);
    this.loader = new ModelLoader(container, memoryLimit, table, terminal);
    if (memoryLimit != NO_LIMIT && container.memory().get().isEmpty()) {
      throw new SetupException(
          "the memory of %s cannot be read: a limit of it needs Linux, or --docker"
              .formatted(container.client().hostname()));
    }
  }

  private void load(HostedModel model) {
    threads.execute(() -> loader.load(model));
  }

  private void unload(HostedModel model) {
    threads.execute(
        () -> {
          try {
            loader.unload(model);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The address of a model's archive, for messages. */
  public String address(String key) {
    return container.store().prefix() + key;
  }

  /**
   * To be called in the thread.
   *
   * @param key of the archive, relative to the prefix
   * @param done is called once, in the thread; it releases a lease
   */
  public void access(String key, XnioIoThread thread, Consumer<ModelAccess> done) {
    HostedModel model = table.enter(key);
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
      table.leave(model);
      return denied.get();
    }
    return new ModelAccess.Lease(
        model.target(container.client().hostname()), () -> table.leave(model));
  }

  /**
   * Ends loads that are under way; their callers are sent away. What is loaded stays so until the
   * container ends.
   */
  @Override
  public void close() {
    table.close();
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
