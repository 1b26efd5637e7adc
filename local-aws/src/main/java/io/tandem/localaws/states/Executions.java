package io.tandem.localaws.states;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Machine;
import io.tandem.localaws.states.execution.Execution;
import io.tandem.localaws.states.execution.Run;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All executions, those of earlier runs of this program too. For many threads at once. Closing
 * interrupts those that run, and waits for them.
 */
final class Executions implements AutoCloseable {
  private static final String ENDING = ".jsonl";

  private final Path folder;
  private final Run.Services services;
  private final Terminal terminal;

  /** Files that are left as they are: they cannot be read. */
  private final Set<Path> unreadable = new HashSet<>();

  /** By machine and name. */
  private final Map<String, Map<String, Execution>> executions = new TreeMap<>();

  private boolean closed;

  private Executions(Path folder, Run.Services services, Terminal terminal) {
    this.folder = folder;
    this.services = services;
    this.terminal = terminal;
  }

  /**
   * Marks what ran when this program ended. A file that cannot be read is named on the terminal.
   *
   * @throws UncheckedIOException when the folder cannot be read
   */
  static Executions open(Path folder, Run.Services services, Terminal terminal) {
    var found = new Executions(folder, services, terminal);
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> machines = Files.newDirectoryStream(folder)) {
        for (Path machine : machines) {
          if (Files.isDirectory(machine)) {
            found.load(machine);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void load(Path machine) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(machine, "*" + ENDING)) {
      for (Path file : files) {
        try {
          Execution.load(file, services).ifPresent(this::put);
        } catch (UncheckedIOException e) {
          unreadable.add(file);
          terminal.say("an execution is left out, as its file cannot be read: " + e.getMessage());
        }
      }
    }
  }

  private void put(Execution execution) {
    of(execution.text("stateMachineName")).put(execution.text("name"), execution);
  }

  private Map<String, Execution> of(String machine) {
    return executions.computeIfAbsent(machine, _ -> new TreeMap<>());
  }

  synchronized Optional<Execution> find(String machine, String name) {
    return Optional.ofNullable(of(machine).get(name));
  }

  /** The latest first. */
  synchronized List<Execution> all(String machine) {
    Comparator<Execution> byTime =
        Comparator.comparingDouble(one -> ((Json.Num) one.member("startDate")).value());
    return of(machine).values().stream()
        .sorted(byTime.thenComparing(one -> one.text("name")).reversed())
        .toList();
  }

  /**
   * Begins one, unless there is one of this name. Returns the one that there is then.
   *
   * @param header as {@link Execution#start} takes it
   */
  synchronized Execution start(Json.Obj header, Machine machine) {
    String of = Members.text(header, "stateMachineName");
    String name = Members.text(header, "name");
    Execution before = of(of).get(name);
    if (before != null) {
      return before;
    }
    if (closed) {
      throw new IllegalStateException("the program is ending");
    }
    Path file = folder.resolve(of).resolve(name + ENDING);
    if (unreadable.contains(file)) {
      throw AwsException.of(
          "ExecutionAlreadyExists",
          "Execution Already Exists: '%s', whose file cannot be read"
              .formatted(Members.text(header, "executionArn")));
    }
    Execution execution = Execution.start(file, header, machine, services);
    put(execution);
    return execution;
  }

  /**
   * As {@link Execution#redrive} does, once what ran is over. Empty too when its machine was
   * deleted.
   */
  Optional<Json> redrive(Execution execution, Machine machine) throws InterruptedException {
    execution.awaitStopped();
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the program is ending");
      }
      boolean there =
          find(execution.text("stateMachineName"), execution.text("name"))
              .filter(execution::equals)
              .isPresent();
      return there ? execution.redrive(machine) : Optional.empty();
    }
  }

  /** Those of a machine that is deleted. They are stopped, and their ends waited for. */
  void remove(String machine) throws InterruptedException {
    List<Execution> removed;
    synchronized (this) {
      removed = List.copyOf(of(machine).values());
      executions.remove(machine);
    }
    for (Execution execution : removed) {
      execution.stop("", "the state machine was deleted");
      execution.awaitStopped();
      try {
        Files.deleteIfExists(execution.file());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    List<Execution> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      executions.values().forEach(some -> left.addAll(some.values()));
    }
    List<Thread> threads =
        left.stream().map(Execution::interrupt).flatMap(Optional::stream).toList();
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
