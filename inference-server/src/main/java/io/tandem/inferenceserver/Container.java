package io.tandem.inferenceserver;

import java.util.Map;

/** Runs a container's main: {@code serve} or {@code train}, as SageMaker starts it. */
public final class Container {
  private Container() {}

  /**
   * Serves until SIGTERM, or trains to the end, and ends the process: status 0 when all went well,
   * 1 after a {@link ContainerException} or a bug, 2 for a wrong argument.
   */
  public static void run(String[] args, Map<String, String> environment, ContainerProgram program) {
    throw new UnsupportedOperationException();
  }
}
