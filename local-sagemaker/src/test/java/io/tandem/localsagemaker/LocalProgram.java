package io.tandem.localsagemaker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The whole program as a process of its own, which can be killed. */
public final class LocalProgram implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Process process;
  private final Path temporary;
  private final Path output;

  private LocalProgram(Process process, Path temporary, Path output) {
    this.process = process;
    this.temporary = temporary;
    this.output = output;
  }

  /**
   * @param options of the JVM
   */
  public static LocalProgram start(Path folder, List<String> arguments, String... options)
      throws IOException {
    return startWith(Map.of(), folder, arguments, options);
  }

  /**
   * @param environment is added to this process's own
   * @param options of the JVM
   */
  static LocalProgram startWith(
      Map<String, String> environment, Path folder, List<String> arguments, String... options)
      throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path output = folder.resolve("output.txt");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(classPath());
    command.add(LocalSagemaker.class.getName());
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new LocalProgram(process, temporary, output);
  }

  /** Of this JVM. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Waits for a line that holds this and returns what the pattern's first group caught. */
  public String awaitLine(String regex) {
    var pattern = Pattern.compile(regex);
    await("a line with " + regex, () -> pattern.matcher(output()).find());
    var matcher = pattern.matcher(output());
    assertTrue(matcher.find());
    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
  }

  /** Everything it has started that runs now. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** As a person or the system does it: {@code INT}, {@code TERM}, {@code KILL}. */
  public void signal(String name) throws IOException, InterruptedException {
    assertTrue(
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()
            == 0);
  }

  public int awaitExit() throws InterruptedException {
    assertTrue(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS), this::output);
    return process.exitValue();
  }

  /** Waits until none of them runs and nothing is left in the temporary folder. */
  public void awaitNothingLeft(List<ProcessHandle> started) {
    await("no process left", () -> started.stream().noneMatch(ProcessHandle::isAlive));
    await("no temporary file left", () -> temporary.toFile().list().length == 0);
  }

  public String output() {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain for " + what + "; the program said:\n" + output());
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> left = descendants();
    process.destroyForcibly().onExit().join();
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
