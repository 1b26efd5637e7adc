package io.tandem.localsagemaker.multimodel;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which models the container has, who uses them, and which one leaves next. It says when a model is
 * to be loaded or unloaded; others do it. Thread-safe.
 */
final class ModelTable {
  private final boolean keepsModels;
  private final Consumer<HostedModel> load;
  private final Consumer<HostedModel> unload;

  /** By key: loading or loaded, the least recently called one first. */
  private final LinkedHashMap<String, HostedModel> models = new LinkedHashMap<>(16, 0.75f, true);

  /** By key: those on their way out. */
  private final Map<String, HostedModel> leaving = new HashMap<>();

  /** Loads that the container works on. */
  private int loading;

  /** How many models have gone. */
  private long departures;

  private boolean closed;

  /**
   * Both must return at once: they are called under the table's lock.
   *
   * @param keepsModels in memory after their calls
   * @param load starts to load a model
   * @param unload starts to unload a model that nobody gets any more
   */
  ModelTable(boolean keepsModels, Consumer<HostedModel> load, Consumer<HostedModel> unload) {
    this.keepsModels = keepsModels;
    this.load = load;
    this.unload = unload;
  }

  /** The model of a key, which the caller leaves again; the first who enters has it loaded. */
  synchronized HostedModel enter(String key) {
    HostedModel model = models.get(key);
    if (model == null) {
      HostedModel before = leaving.get(key);
      model =
          new HostedModel(
              key, before == null ? CompletableFuture.completedFuture(null) : before.gone());
      if (closed) {
        model.loaded().complete(Optional.of(new ModelAccess.StillLoading()));
      } else {
        models.put(key, model);
        load.accept(model);
      }
    }
    model.enter();
    return model;
  }

  synchronized void leave(HostedModel model) {
    model.leave();
    dropUnlessKept(model);
    notifyAll();
  }

  /** The end of a model's load. */
  void settle(HostedModel model, Optional<ModelAccess.Denied> denied) {
    synchronized (this) {
      if (denied.isEmpty()) {
        model.setReady();
        dropUnlessKept(model);
      } else {
        models.remove(model.key());
        if (denied.get() instanceof ModelAccess.NotLoaded) {
          // Only what the container has had leaves room there.
          departures++;
        }
      }
      notifyAll();
    }
    model.loaded().complete(denied);
  }

  private void dropUnlessKept(HostedModel model) {
    if (model.isIdle() && !keepsModels && !closed && models.get(model.key()) == model) {
      depart(model);
      unload.accept(model);
    }
  }

  /** Before the container is asked to load; returns the departures until now. */
  synchronized long beginLoad() {
    loading++;
    return departures;
  }

  /** After the container has answered a load. */
  synchronized void endLoad() {
    loading--;
    notifyAll();
  }

  /** Whether a model has gone since. */
  synchronized boolean isLater(long seen) {
    return departures != seen;
  }

  /**
   * Takes out the least recently called model that nobody uses; the caller unloads it. Waits for
   * one while any may come.
   *
   * @param seen the departures before the container had no room
   * @return null when a model has gone meanwhile, or when none can leave
   */
  synchronized @Nullable HostedModel awaitIdle(long seen, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (departures == seen) {
      HostedModel idle = takeIdle();
      if (idle != null) {
        return idle;
      }
      boolean oneMayLeave =
          loading > 0
              || !leaving.isEmpty()
              || models.values().stream().anyMatch(HostedModel::isInUse);
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (!oneMayLeave || millis <= 0) {
        return null;
      }
      wait(millis);
    }
    return null;
  }

  /** Takes out the least recently called model that nobody uses; the caller unloads it. */
  synchronized @Nullable HostedModel takeIdle() {
    for (HostedModel model : models.values()) {
      if (model.isIdle()) {
        depart(model);
        return model;
      }
    }
    return null;
  }

  private void depart(HostedModel model) {
    models.remove(model.key());
    leaving.put(model.key(), model);
  }

  /** The end of a model's unload. */
  void gone(HostedModel model) {
    synchronized (this) {
      leaving.remove(model.key());
      departures++;
      notifyAll();
    }
    model.gone().complete(null);
  }

  /** From now on nothing is loaded, and nothing is unloaded after its calls. */
  synchronized void close() {
    closed = true;
  }
}
