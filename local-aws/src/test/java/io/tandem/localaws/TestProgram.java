package io.tandem.localaws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The program in a process of its own, which can be killed. */
final class TestProgram implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  private final Process process;
  private final String address;

  private TestProgram(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Returns when it listens. */
  static TestProgram start(Path s3, Path state, Path jar, int hurry) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LocalAws.class.getName(),
                "--port=0",
                "--hurry=" + hurry,
                "--s3=" + s3,
                "--state=" + state,
                "--image=test-image=" + jar)
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String said = "";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said += line + "\n";
      int at = line.indexOf(LISTENING);
      if (at >= 0) {
        Thread.ofVirtual().start(() -> ignore(output));
        return new TestProgram(process, line.substring(at + LISTENING.length()));
      }
    }
    throw new AssertionError(said);
  }

  /** A pipe that nobody reads would hold it up. */
  private static void ignore(BufferedReader output) {
    try {
      output.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return address;
  }

  /** Kills it, and returns when it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
