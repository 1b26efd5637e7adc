package io.tandem.evaluation;

import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/** The program: with options a command line, without any a SageMaker processing job. */
public final class Evaluate {
  private Evaluate() {}

  public static void main(String[] arguments) {
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    System.exit(
        arguments.length == 0
            ? ProcessingJob.run(System.getenv(), out, err)
            : run(out, err, arguments));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Returns the exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new EvaluateCommand(out, err))
        .setOut(out)
        .setErr(err)
        .execute(arguments);
  }
}
