package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.log.Logs;
import io.tandem.strictjson.Ellipsis;
import java.util.Map;

/** Runs a container's main: {@code serve} or {@code train}, as SageMaker starts it. */
public final class Container {
  private static final int MAX_SHOWN = 60;

  private Container() {}

  /**
   * Serves until SIGTERM, or trains to the end, and ends the process: status 0 when all went well,
   * 1 after a {@link ContainerException} or a bug, 2 for a wrong argument. After SIGTERM the status
   * is the JVM's own, 143, or 1 when invocations had to be cut off.
   */
  public static void run(String[] args, Map<String, String> environment, ContainerProgram program) {
    Logs.install();
    if (args.length == 1 && args[0].equals("serve")) {
      new Serving(program).run(Settings.of(environment));
    } else if (args.length == 1 && args[0].equals("train")) {
      System.exit(Training.run(program, Settings.of(environment)));
    } else {
      System.err.println(
          program.name() + ": expected one argument, serve or train, found " + found(args));
      System.exit(ExitStatus.WRONG_ARGUMENT);
    }
  }

  private static String found(String[] args) {
    String all = String.join(" ", args);
    String shown = Ellipsis.shorten(all, MAX_SHOWN);
    return args.length == 0 ? "none" : "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
  }
}
