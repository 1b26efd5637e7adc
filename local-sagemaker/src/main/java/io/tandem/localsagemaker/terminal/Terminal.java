package io.tandem.localsagemaker.terminal;

import java.io.PrintStream;

/**
 * The terminal of the person who runs this: each line follows the name of its speaker. Thread-safe;
 * lines never mix.
 *
 * <pre>
 * features        | {"time":"...","event":"ready"}
 * local-sagemaker | features is ready after 0.42 s
 * </pre>
 */
public final class Terminal {
  private static final String OWN_NAME = "local-sagemaker";

  private final PrintStream stream;

  /** Does not close the stream. */
  public Terminal(PrintStream stream) {
    this.stream = stream;
  }

  /** Says it in the name of this program, with the name before each line. */
  public void say(String text) {
    text.lines().forEach(line -> line(OWN_NAME, line));
  }

  public void line(String name, String line) {
    synchronized (stream) {
      stream.print(name);
      for (int column = name.length(); column < OWN_NAME.length(); column++) {
        stream.print(' ');
      }
      stream.print(" | ");
      stream.println(line);
      stream.flush();
    }
  }
}
