package io.tandem.modelcontainer.onnx;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.NativeEnvironment;

/**
 * Keeps ONNX Runtime from sending telemetry. From 1.29 on, the library reads the machine's id when
 * it is loaded (without a shell, this ends the process), keeps files below the home folder and
 * sends what it has seen. Only an environment variable, set before the library is loaded, prevents
 * all of this: {@code OrtEnvironment.setTelemetry} comes after the first message.
 */
final class NoTelemetry {
  private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";
  private static final String OFF = "1";

  private NoTelemetry() {}

  /**
   * To be called before the library is loaded. Our images set the variable. In any other process
   * the environment is changed here.
   *
   * @throws ContainerException when it cannot be switched off: then the library must not be loaded
   */
  static void ensure() {
    if (OFF.equals(System.getenv(VARIABLE))) {
      return;
    }
    try {
      NativeEnvironment.set(VARIABLE, OFF);
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  private static ContainerException refused(Throwable cause) {
    return new ContainerException(
        "ONNX Runtime's telemetry cannot be switched off from here (%s): set %s=%s in the environment of the process"
            .formatted(cause, VARIABLE, OFF),
        cause);
  }
}
