package io.tandem.inferencetestkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/**
 * A container's main as a process of its own, on the JVM and the class path of the test. Closing it
 * kills what still runs.
 */
public final class TestProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  /** The process sees no other environment than this. */
  public static TestProcess start(
      Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
    return start(List.of(), List.of(NATIVE_ACCESS), main, environment, arguments);
  }

  /** The same, on a JVM that lets no class call native code. */
  public static TestProcess startWithoutNativeAccess(
      Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
    List<String> options = List.of("--illegal-native-access=deny");
    return start(List.of(), options, main, environment, arguments);
  }

  /**
   * The same, traced.
   *
   * @param trace the file that {@link Trace#read} reads when the process has ended
   * @param temporary its folder for temporary files
   */
  public static TestProcess traced(
      Path trace,
      Path temporary,
      Class<?> main,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    List<String> tracer = new ArrayList<>(List.of("strace"));
    tracer.addAll(Trace.arguments(trace.toString()));
    // The JVM's counters are a file in /tmp, whatever its folder for temporary files.
    List<String> options =
        List.of(NATIVE_ACCESS, "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary);
    return start(tracer, options, main, environment, arguments);
  }

  private static TestProcess start(
      List<String> before,
      List<String> options,
      Class<?> main,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new TestProcess(builder.start());
  }

  private TestProcess(Process process) {
    this.process = process;
    readers =
        List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
  }

  private static Thread collect(InputStream stream, List<String> lines) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
              } catch (IOException | RuntimeException e) {
                lines.add("reading the output failed: " + e);
              }
            });
  }

  /** A port that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns when {@code /ping} has this status. */
  public void awaitPing(int port, int status) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int found = 0;
    while (System.nanoTime() < deadline) {
      found = ping(port);
      if (found == status) {
        return;
      }
      if (!process.isAlive()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    Assertions.fail("/ping was " + found + ", not " + status + "; " + this);
  }

  /** Returns when a line of output contains the text. */
  public void awaitOutput(String text) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (out.stream().noneMatch(line -> line.contains(text))) {
      Assertions.assertTrue(
          process.isAlive() && System.nanoTime() < deadline, () -> "no " + text + " in " + this);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static int ping(int port) {
    try {
      return Connection.exchange(port, "GET", "/ping", List.of(), new byte[0]).status();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The number of the process. */
  public long id() {
    return process.pid();
  }

  /** SIGTERM. By the handle: {@code Process.destroy} would also close the output. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for the end, and for the last line of output. */
  public int exitStatus() throws InterruptedException {
    Assertions.assertTrue(
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> "still running: " + this);
    for (Thread reader : readers) {
      reader.join(PATIENCE);
    }
    return process.exitValue();
  }

  public List<String> out() {
    return List.copyOf(out);
  }

  public List<String> err() {
    return List.copyOf(err);
  }

  /** The log lines of level ERROR. */
  public List<String> errors() {
    return out.stream().filter(line -> line.contains("\"level\":\"ERROR\"")).toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public String toString() {
    return "out: " + out + " err: " + err;
  }
}
