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
import java.util.Optional;

/**
 * Loads and unloads models: their folders on the disk, and the container's memory. Each method
 * keeps its thread until it is done. Thread-safe.
 */
final class ModelLoader {
  /** The platform's limit, the waits for room included. */
  private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(6);

  private final MultiModelContainer container;
  private final ModelStore store;
  private final ModelCalls calls;
  private final long memoryLimit;
  private final ModelTable table;
  private final Terminal terminal;

  /**
   * @param memoryLimit of the container, in bytes
   */
  ModelLoader(
      MultiModelContainer container, long memoryLimit, ModelTable table, Terminal terminal) {
    this.container = container;
    this.store = container.store();
    this.calls = new ModelCalls(container.client());
    this.memoryLimit = memoryLimit;
    this.table = table;
    this.terminal = terminal;
  }

  void load(HostedModel model) {
    Optional<ModelAccess.Denied> denied;
    try {
      model.awaitTurn();
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
    table.settle(model, denied);
  }

  private Optional<ModelAccess.Denied> unpackAndLoad(HostedModel model)
      throws InterruptedException {
    long start = System.nanoTime();
    Optional<Path> archive = store.archive(model.key());
    if (archive.isEmpty()) {
      return Optional.of(new ModelAccess.Missing());
    }
    Path folder = store.unpack(archive.get(), model.id());
    returnToLimit();
    Optional<ModelAccess.Denied> denied = load(model, folder, start + LOAD_TIMEOUT.toNanos());
    String outcome = denied.isEmpty() ? "is loaded" : "could not be loaded";
    terminal.say(
        "model %s %s after %.2f s"
            .formatted(model.key(), outcome, (System.nanoTime() - start) / 1e9));
    return denied;
  }

  /** Unloads models while the container is above the limit; those in use stay. */
  private void returnToLimit() throws InterruptedException {
    if (memoryLimit == LoadedModels.NO_LIMIT) {
      return;
    }
    long memory = container.memory().get().orElse(0);
    while (memory > memoryLimit) {
      HostedModel idle = table.takeIdle();
      if (idle == null) {
        return;
      }
      terminal.say(
          "model %s leaves: %s has %d MiB, its limit is %d"
              .formatted(idle.key(), hostname(), memory >> 20, memoryLimit >> 20));
      unload(idle);
      memory = container.memory().get().orElse(0);
    }
  }

  private Optional<ModelAccess.Denied> load(HostedModel model, Path folder, long deadline)
      throws InterruptedException {
    CallResult result = loadMakingRoom(model, folder, deadline);
    if (result instanceof CallResult.Responded answer && answer.status() == 409) {
      // Left by an unload that failed: perhaps half closed, perhaps of an older archive.
      unloadFromContainer(model);
      result = loadMakingRoom(model, folder, deadline);
    }
    return switch (result) {
      case InvocationResult.NoAnswer none -> {
        // It may be loaded yet, in memory that no unloading would reach.
        unloadFromContainer(model);
        yield Optional.of(notLoaded(none));
      }
      case CallResult.Responded answer when answer.status() / 100 == 2 -> Optional.empty();
      case CallResult.Responded answer ->
          Optional.of(notLoaded(InvocationResult.Refused.of(hostname(), answer)));
    };
  }

  /** Asks the container until it has room, or until no other model can leave. */
  private CallResult loadMakingRoom(HostedModel model, Path folder, long deadline)
      throws InterruptedException {
    while (true) {
      long seen = table.beginLoad();
      CallResult result;
      try {
        result = calls.load(model, folder, left(deadline));
      } finally {
        table.endLoad();
      }
      boolean full = result instanceof CallResult.Responded answer && answer.status() == 507;
      if (!full || !makeRoom(seen, deadline)) {
        return result;
      }
    }
  }

  private static ModelAccess.NotLoaded notLoaded(InvocationResult.Failed failure) {
    return new ModelAccess.NotLoaded(failure);
  }

  /**
   * Unloads one model, or waits until one has gone.
   *
   * @param seen the departures before the container had no room
   * @return false when no model can leave
   */
  private boolean makeRoom(long seen, long deadline) throws InterruptedException {
    HostedModel idle = table.awaitIdle(seen, left(deadline));
    if (idle != null) {
      terminal.say("model %s leaves: %s needs room".formatted(idle.key(), hostname()));
      unload(idle);
      return true;
    }
    return table.isLater(seen);
  }

  /** Whatever the container answers, the model is known no more: its next load begins anew. */
  void unload(HostedModel model) throws InterruptedException {
    try {
      unloadFromContainer(model);
    } finally {
      deleteFolder(model);
      table.gone(model);
    }
  }

  private void unloadFromContainer(HostedModel model) throws InterruptedException {
    String fault =
        switch (calls.unload(model)) {
          case InvocationResult.NoAnswer none -> none.message();
          case CallResult.Responded answer when answer.status() == 200 || answer.status() == 404 ->
              "";
          case CallResult.Responded answer ->
              "%s answered its unload with %d".formatted(hostname(), answer.status());
        };
    if (!fault.isEmpty()) {
      terminal.say("model %s may be loaded still: %s".formatted(model.key(), fault));
    }
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
}
