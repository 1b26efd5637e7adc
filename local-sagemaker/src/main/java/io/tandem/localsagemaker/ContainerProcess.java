package io.tandem.localsagemaker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A container as a process of its own. */
final class ContainerProcess {
  private final String hostname;
  private final SafePorts ports;
  private final Process process;
  private final OutputLines output;
  private volatile boolean stopping;

  private ContainerProcess(String hostname, SafePorts ports, Process process, OutputLines output) {
    this.hostname = hostname;
    this.ports = ports;
    this.process = process;
    this.output = output;
  }

  /**
   * Starts {@code java -jar JAR serve} on this program's own Java.
   *
   * @param ports its own
   * @param base its {@code /opt/ml}: holds {@code model} and {@code tmp}
   * @param environment besides what the platform sets; nothing of this process's own is handed on
   */
  static ContainerProcess start(
      String hostname,
      SafePorts ports,
      Path jar,
      Path base,
      Map<String, String> environment,
      Terminal terminal) {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Native libraries unpack themselves here: what a killed process leaves is found again.
            "-Djava.io.tmpdir=" + base.resolve("tmp"),
            "-jar",
            jar.toString(),
            "serve");
    builder.environment().clear();
    builder.environment().putAll(environment(environment, ports, base));
    builder.directory(base.toFile()).redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new ContainerProcess(
          hostname, ports, process, new OutputLines(hostname, process.getInputStream(), terminal));
    } catch (IOException e) {
      throw new SetupException(hostname + " cannot be started: " + e.getMessage());
    }
  }

  /** The platform's own variables last: a request cannot set them. */
  private static Map<String, String> environment(
      Map<String, String> requested, SafePorts ports, Path base) {
    var all = new LinkedHashMap<String, String>();
    all.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    all.put("LANG", "C.UTF-8");
    all.putAll(requested);
    all.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(ports.first()));
    all.put("SAGEMAKER_SAFE_PORT_RANGE", ports.range());
    all.put("SAGEMAKER_BASE_DIR", base.toString());
    return all;
  }

  String hostname() {
    return hostname;
  }

  int port() {
    return ports.first();
  }

  long pid() {
    return process.pid();
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
    // The handle's destroy only signals; the process's own closes its output, and with it is lost
    // what the container says of its end.
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
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
