package io.tandem.featurecontainer.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The streams of a command.
 *
 * @param out what the command was asked for, and nothing else; faults of writing are thrown
 * @param err progress and faults, for people
 */
public record Console(InputStream in, OutputStream out, PrintStream err) {

  /** Of the process, without the buffer and the silence about faults of {@link System#out}. */
  public static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        System.err);
  }

  /** Text of a command, as UTF-8. */
  void print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** A line for people. */
  void say(String line) {
    err.println(line);
  }
}
