package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A container as a process of its own. */
final class ContainerProcess {
  private final String hostname;
  private final String name;
  private final Image image;
  private final Process process;
  private final OutputLines output;
  private volatile boolean stopping;

  private ContainerProcess(
      String hostname, String name, Image image, Process process, OutputLines output) {
    this.hostname = hostname;
    this.name = name;
    this.image = image;
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a container.
   *
   * @param name no other container has it
   */
  static ContainerProcess start(
      String hostname, String name, Image image, Launch launch, Terminal terminal) {
    try {
      Process process = image.container(name, launch).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new OutputLines(hostname, process.getInputStream(), terminal);
      return new ContainerProcess(hostname, name, image, process, output);
    } catch (IOException e) {
      throw new SetupException(hostname + " cannot be started: " + e.getMessage());
    }
  }

  String hostname() {
    return hostname;
  }

  long pid() {
    return process.pid();
  }

  /** What it takes now, in bytes; empty when it has ended, or when nobody can tell. */
  OptionalLong memory() {
    return image.memory(name, process.pid());
  }

  /** Called in a thread of its own once it has ended, unless it was told to stop. */
  void onUnexpectedEnd(Consumer<ContainerProcess> listener) {
    Thread.ofVirtual()
        .name(hostname + "-end")
        .start(
            () -> {
              try {
                process.waitFor();
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
              }
              if (!stopping) {
                listener.accept(this);
              }
            });
  }

  /** Completed when it has ended. */
  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** How it ended, as a shell tells it; 128 and more for a signal. For a process that has. */
  int status() {
    return process.exitValue();
  }

  /** Of its output; for a process that has ended. */
  List<String> lastLines() throws InterruptedException {
    return output.last();
  }

  /** How it ended, with its last lines; for a process that has. */
  String end() throws InterruptedException {
    int status = process.waitFor();
    String how =
        status > 128 ? "was ended by signal " + (status - 128) : "ended with exit status " + status;
    List<String> lines = output.last();
    String shown = lines.isEmpty() ? "; it said nothing" : "; its last lines:";
    return hostname
        + " "
        + how
        + shown
        + String.join("", lines.stream().map(l -> "\n  " + l).toList());
  }

  /** Asks it to end, as {@code docker stop} does. */
  void terminate() {
    stopping = true;
    // The handle's destroy only signals. The process's own also closes its output: the container's
    // last words would be lost.
    process.toHandle().destroy();
  }

  /** Waits for its end after {@link #terminate} and kills it at the deadline. */
  void awaitEnd(long deadlineNanos) {
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        if (!process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
          process.waitFor();
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    image.remove(name);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
