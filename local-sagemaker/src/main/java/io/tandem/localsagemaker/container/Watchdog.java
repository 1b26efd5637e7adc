package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A small process that stops the containers and deletes the working folder when this one was killed
 * and could not. It sees that by its standard input, a pipe that the system closes then. A shell
 * does it, so it works wherever there is {@code /bin/sh}; a container knows nothing of it.
 */
final class Watchdog implements AutoCloseable {
  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  /**
   * @throws SetupException when there is no {@code /bin/sh}
   */
  static Watchdog start(Path folder) {
    try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      String text =
          new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
      var builder = new ProcessBuilder("/bin/sh", "-c", text, "watchdog", folder.toString());
      // Its output must not keep a pipe open that someone reads this program's output from.
      builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
      return new Watchdog(builder.start());
    } catch (IOException e) {
      throw new SetupException("the watchdog cannot be started: " + e.getMessage());
    }
  }

  /** To be stopped if this process is killed. */
  void watch(long pid) {
    tell(Long.toString(pid));
  }

  /** A container to be killed if it outlives the process that stands for it. */
  void watchDocker(String name) {
    tell("docker " + name);
  }

  /** Says that everything is stopped and deleted. */
  @Override
  public void close() {
    tell("done");
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  private void tell(String line) {
    try {
      OutputStream out = process.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      // It is gone: then nobody watches, and everything else works as before.
      process.destroyForcibly();
    }
  }
}
