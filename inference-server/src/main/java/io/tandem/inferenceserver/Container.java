package io.tandem.inferenceserver;

import java.util.List;
import java.util.Map;

/** Runs a container's main: {@code serve} or {@code train}, as SageMaker starts it. */
public final class Container {
  static final int FAILED = 1;
  private static final int WRONG_ARGUMENT = 2;
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
      System.exit(WRONG_ARGUMENT);
    }
  }

  private static String found(String[] args) {
    String all = String.join(" ", args);
    String shown = all.length() > MAX_SHOWN ? all.substring(0, MAX_SHOWN) + "..." : all;
    return args.length == 0 ? "none" : "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
  }

  /** Read by serving and training alike. */
  static void readLogLevel(Settings settings) {
    String level =
        settings.choice(
            "SAGEMAKER_CONTAINER_LOG_LEVEL", "20", List.of("10", "20", "30", "40", "50"));
    Logs.setLevel(Integer.parseInt(level));
  }
}
