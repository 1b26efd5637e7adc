package io.tandem.inferenceserver.hosting;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Lease;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.body.BodyPool;
import io.tandem.inferenceserver.hosting.LoadOutcome.Kind;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.metrics.HostMetrics;
import io.tandem.inferenceserver.metrics.Metrics;
import io.tandem.inferenceserver.resources.ServingResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models that come and go while others are called. All loading and closing happens on one thread,
 * one after the other, and that thread yields to those that serve. A model is found from the end of
 * its loading to the beginning of its unloading; it is closed when the last call has ended.
 * Thread-safe.
 */
public final class ModelHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelHost.class);

  private static final int MAX_WAITING = 100;

  private static final LoadOutcome ALREADY_LOADED =
      new LoadOutcome(Kind.ALREADY_LOADED, "a model of this name is loaded or being loaded");
  private static final LoadOutcome STOPPING =
      new LoadOutcome(Kind.STOPPING, "the container is stopping; call another one");

  private final ArtifactLoader loader;
  private final Setup setup;
  private final Metrics metrics;
  private final HostMetrics hostMetrics;
  private final ModelFolders folders;
  private final ConcurrentSkipListMap<String, Slot> slots = new ConcurrentSkipListMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<Slot, CompletableFuture<Boolean>> unloadings = new ConcurrentHashMap<>();
  private final LoadThread thread = new LoadThread();
  private volatile boolean stopping;

  /** Loaded and not yet closed; on the loading thread only, as is all below. */
  private int held;

  private final MemoryBudget budget;

  /**
   * What a host needs beside what it loads.
   *
   * @param folder below which the platform unpacks models
   * @param maxModels that are loaded at one time
   * @param defaultAccept of answers
   * @param bodies memory for request bodies
   * @param metricsByModel whether each model has metrics of its own
   */
  public record Setup(
      Path folder,
      int maxModels,
      Optional<String> defaultAccept,
      BodyPool bodies,
      boolean metricsByModel,
      ServingResources resources) {}

  /**
   * @param budget not used by anybody else
   */
  public ModelHost(
      ArtifactLoader loader,
      Setup setup,
      MemoryBudget budget,
      Metrics metrics,
      HostMetrics hostMetrics) {
    this.loader = loader;
    this.setup = setup;
    this.budget = budget;
    this.metrics = metrics;
    this.hostMetrics = hostMetrics;
    this.folders = new ModelFolders(setup.folder());
    // Started by the loading thread they would be as patient as it is.
    setup.resources().lines().start();
  }

  /** A name that is taken, from the request to load it on. */
  private static final class Slot {
    final ModelAddress address;
    final Leases leases = new Leases();
    final CompletableFuture<LoadOutcome> loading = new CompletableFuture<>();
    MemoryUse memory = MemoryUse.NONE;

    /** Set last, when it can be called. */
    volatile @Nullable HostedModel model;

    Slot(ModelAddress address) {
      this.address = address;
    }
  }

  /**
   * A model that is not closed before the lease is.
   *
   * @param lease to be closed once, when the answer is sent
   */
  public record Borrowed(HostedModel model, Lease lease) {}

  /** Empty when there is no such model, or not yet, or not any more. */
  public Optional<Borrowed> borrow(String name) {
    @Nullable Slot slot = slots.get(name);
    @Nullable HostedModel model = slot == null ? null : slot.model;
    return slot == null || model == null
        ? Optional.empty()
        : slot.leases.take().map(lease -> new Borrowed(model, lease));
  }

  /** Empty when there is no such model that can be called. */
  public Optional<ModelAddress> find(String name) {
    return Optional.ofNullable(slots.get(name))
        .filter(slot -> slot.model != null)
        .map(slot -> slot.address);
  }

  /**
   * Models that can be called, by name.
   *
   * @param after only names behind this one; empty for all
   * @param most of them
   */
  public List<ModelAddress> list(String after, int most) {
    return slots.tailMap(after, false).values().stream()
        .filter(slot -> slot.model != null)
        .limit(most)
        .map(slot -> slot.address)
        .toList();
  }

  /**
   * Loads a model after those that wait already.
   *
   * @return completed on the loading thread, exceptionally by a bug of the loader
   */
  public CompletableFuture<LoadOutcome> load(ModelAddress address) {
    Slot slot = new Slot(address);
    if (stopping) {
      return CompletableFuture.completedFuture(STOPPING);
    }
    if (slots.putIfAbsent(address.name(), slot) != null) {
      return CompletableFuture.completedFuture(ALREADY_LOADED);
    }
    if (stopping) {
      // It was not among those that stop() has told.
      slot.loading.complete(STOPPING);
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      slots.remove(address.name(), slot);
      slot.loading.complete(
          new LoadOutcome(Kind.BUSY, MAX_WAITING + " loads wait already; try again"));
    } else {
      thread.execute(() -> loadNow(slot));
    }
    return slot.loading;
  }

  private void loadNow(Slot slot) {
    waiting.decrementAndGet();
    try {
      LoadOutcome outcome = stopping ? STOPPING : tryToLoad(slot);
      if (outcome.kind() != Kind.LOADED) {
        slots.remove(slot.address.name(), slot);
        LOG.warn("did not load model {}: {}", slot.address.target(), outcome.detail());
      }
      slot.loading.complete(outcome);
    } catch (RuntimeException | Error e) {
      slots.remove(slot.address.name(), slot);
      slot.loading.completeExceptionally(e);
    }
    hostMetrics.holds(held, budget.booked().bytes());
    // Loading frees what it took for a while, a refused one all of it.
    thread.freed();
  }

  private LoadOutcome tryToLoad(Slot slot) {
    try {
      Path folder = folders.resolve(slot.address.url());
      Optional<String> shortage = shortage(folder);
      if (shortage.isPresent()) {
        hostMetrics.refused();
        return new LoadOutcome(Kind.NO_ROOM, shortage.get());
      }
      long begin = System.nanoTime();
      return switch (loader.load(folder, setup.resources())) {
        case LoadResult.Refused(String detail) -> new LoadOutcome(Kind.INVALID, detail);
        case LoadResult.Loaded loaded when stopping -> {
          loaded.inference().close();
          yield STOPPING;
        }
        case LoadResult.Loaded loaded -> {
          host(slot, loaded);
          loaded(slot, System.nanoTime() - begin);
          yield new LoadOutcome(Kind.LOADED, "");
        }
      };
    } catch (ContainerException e) {
      return new LoadOutcome(Kind.INVALID, e.getMessage());
    }
  }

  private void loaded(Slot slot, long nanos) {
    hostMetrics.loaded(nanos);
    LOG.info(
        "loaded model {} in {} ms: {} KiB of heap, {} KiB outside; {} models",
        slot.address.target(),
        Duration.ofNanos(nanos).toMillis(),
        slot.memory.heapBytes() >> 10,
        slot.memory.nativeBytes() >> 10,
        held);
  }

  private Optional<String> shortage(Path folder) {
    if (held >= setup.maxModels()) {
      return Optional.of(
          "models: %d are loaded, as many as TANDEM_MAX_MODELS allows; unload others"
              .formatted(held));
    }
    thread.trim();
    return budget.shortage(loader.estimate(folder));
  }

  private void host(Slot slot, LoadResult.Loaded loaded) {
    HostedModel model =
        HostedModel.of(
            loaded.inference(),
            setup.defaultAccept(),
            setup.bodies(),
            setup.metricsByModel() ? Map.of("Model", slot.address.target()) : Map.of());
    slot.memory = loaded.memory();
    budget.book(slot.memory);
    held++;
    metrics.add(model.metrics());
    slot.model = model;
  }

  /**
   * Makes a model unknown to new calls at once, and closes it when the last call has ended. One
   * that is being loaded is unloaded then.
   *
   * @return false when there is no such model; true when its memory is given back
   */
  public CompletableFuture<Boolean> unload(String name) {
    @Nullable Slot slot = slots.get(name);
    if (slot == null) {
      return CompletableFuture.completedFuture(false);
    }
    if (slot.model != null) {
      return unload(slot);
    }
    CompletableFuture<LoadOutcome> ended = slot.loading.exceptionally(fault -> STOPPING);
    return ended.thenCompose(
        outcome ->
            outcome.kind() == Kind.LOADED
                ? unload(slot)
                : CompletableFuture.completedFuture(false));
  }

  private CompletableFuture<Boolean> unload(Slot slot) {
    if (!slots.remove(slot.address.name(), slot)) {
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> closed =
        slot.leases.end().thenApplyAsync(free -> close(slot), thread::executeNext);
    // A copy: whoever is answered early must not keep the model from being closed.
    CompletableFuture<Boolean> answer = closed.copy();
    unloadings.put(slot, answer);
    return answer.whenComplete((done, fault) -> unloadings.remove(slot));
  }

  private boolean close(Slot slot) {
    HostedModel model = Objects.requireNonNull(slot.model);
    try {
      metrics.remove(model.metrics());
      model.inference().close();
    } finally {
      budget.release(slot.memory);
      held--;
      hostMetrics.unloaded();
      hostMetrics.holds(held, budget.booked().bytes());
      thread.freed();
    }
    LOG.info("unloaded model {}; {} models", slot.address.target(), held);
    if (held == 0) {
      // Afterwards: what runs now still knows the model.
      thread.executeNext(this::collectGarbage);
    }
    return true;
  }

  /** Without a model nobody is called whom a collection would hold up. */
  private void collectGarbage() {
    if (!stopping) {
      System.gc();
      thread.freed();
    }
  }

  /**
   * Loads nothing more. Whoever waits for a load or an unloading is answered at once: its end would
   * serve nobody, and may be long in coming.
   */
  public void stop() {
    stopping = true;
    slots.values().forEach(slot -> slot.loading.complete(STOPPING));
    unloadings.values().forEach(unloading -> unloading.complete(true));
  }

  /** Closes all models. To be called when no call runs any more. */
  @Override
  public void close() {
    stop();
    for (Slot slot : slots.values()) {
      @Nullable HostedModel model = slot.model;
      if (model != null && slots.remove(slot.address.name(), slot)) {
        thread.execute(model.inference()::close);
      }
    }
    thread.end();
  }
}
