package io.tandem.localsagemaker.terminal;

import java.io.PrintStream;

/**
 * What a person sees: each line behind the name of who says it. Thread-safe; lines never mix.
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

  /** Says it in the name of this program; several lines keep the name before each. */
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
