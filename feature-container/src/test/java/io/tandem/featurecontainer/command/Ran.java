package io.tandem.featurecontainer.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * What a command did.
 *
 * @param err without progress, which only a slow machine has
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its text
public record Ran(int status, byte[] bytes, List<String> err) {

  public static Ran command(Object... arguments) {
    return withInput("", arguments);
  }

  public static Ran withInput(String input, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            out,
            new PrintStream(err, true, UTF_8));
    String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int status = Commands.run(console, List.of(), texts);
    return new Ran(
        status,
        out.toByteArray(),
        err.toString(UTF_8).lines().filter(line -> !line.endsWith(" per second")).toList());
  }

  public String out() {
    return new String(bytes, UTF_8);
  }

  @Override
  public String toString() {
    return "status " + status + "\nout: " + out() + "\nerr: " + String.join("\n", err);
  }
}
