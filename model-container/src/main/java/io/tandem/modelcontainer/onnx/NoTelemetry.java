package io.tandem.modelcontainer.onnx;

import io.tandem.inferenceserver.ContainerException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

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
   * the environment is changed here, which only native code sees.
   *
   * @throws ContainerException when it cannot be switched off: then the library must not be loaded
   */
  static void ensure() {
    if (OFF.equals(System.getenv(VARIABLE))) {
      return;
    }
    try {
      set();
    } catch (Throwable e) {
      throw refused(e);
    }
  }

  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  private static void set() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    MethodHandle getenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("getenv"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(VARIABLE);
      MemorySegment off = arena.allocateFrom(OFF);
      int status = (int) setenv.invokeExact(name, off, 1);
      MemorySegment found = (MemorySegment) getenv.invokeExact(name);
      if (status != 0
          || found.address() == 0
          || found.reinterpret(off.byteSize()).mismatch(off) != -1) {
        throw new IllegalStateException("the C library did not take it");
      }
    }
  }

  private static ContainerException refused(Throwable cause) {
    return new ContainerException(
        "ONNX Runtime's telemetry cannot be switched off from here (%s): set %s=%s in the environment of the process"
            .formatted(cause, VARIABLE, OFF),
        cause);
  }
}
