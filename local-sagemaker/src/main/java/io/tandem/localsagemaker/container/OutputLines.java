package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Passes a container's output to the terminal, line by line, in a thread of its own that ends with
 * the output; keeps the last lines. Thread-safe.
 */
final class OutputLines {
  /** A longer line is shown in pieces. */
  private static final int MAX_LINE_BYTES = 64 * 1024;

  private static final int KEPT = 10;

  private final ArrayDeque<String> last = new ArrayDeque<>();
  private final Thread thread;

  OutputLines(String name, InputStream output, Terminal terminal) {
    // Not a virtual one: waiting for a pipe holds its carrier, and there are few of those. With as
    // many containers as processors no virtual thread would run any more.
    thread =
        Thread.ofPlatform()
            .daemon()
            .name(name + "-output")
            .start(() -> pass(name, output, terminal));
  }

  /** Waits a little for the rest of the output of a process that has ended. */
  List<String> last() throws InterruptedException {
    thread.join(1000);
    synchronized (last) {
      return List.copyOf(last);
    }
  }

  private void pass(String name, InputStream output, Terminal terminal) {
    var line = new byte[MAX_LINE_BYTES];
    int length = 0;
    // Not closed here: closing would wait for a reader that hangs.
    try {
      for (int next; (next = output.read()) != -1; ) {
        if (next != '\n') {
          line[length++] = (byte) next;
        }
        if (next == '\n' || length == line.length) {
          show(name, line, length, terminal);
          length = 0;
        }
      }
      if (length > 0) {
        show(name, line, length, terminal);
      }
    } catch (IOException e) {
      terminal.say("the output of " + name + " can no longer be read");
    }
  }

  private void show(String name, byte[] line, int length, Terminal terminal) {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    var text = new String(line, 0, end, StandardCharsets.UTF_8);
    synchronized (last) {
      if (last.size() == KEPT) {
        last.removeFirst();
      }
      last.addLast(text);
    }
    terminal.line(name, text);
  }
}
