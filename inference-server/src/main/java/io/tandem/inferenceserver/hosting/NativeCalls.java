package io.tandem.inferenceserver.hosting;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two calls of the C library that Java does not offer. Where it has none, nothing happens. */
final class NativeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCalls.class);

  /** {@code PRIO_PROCESS}; with 0 for the id, Linux means the thread that calls. */
  private static final int THIS_THREAD = 0;

  private final Optional<MethodHandle> setPriority;
  private final Optional<MethodHandle> trim;

  NativeCalls() {
    setPriority =
        find(
            "setpriority",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    trim = find("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
  }

  @SuppressWarnings("restricted") // the forms are those of the C library's manual
  private static Optional<MethodHandle> find(String name, FunctionDescriptor form) {
    Linker linker = Linker.nativeLinker();
    Optional<MethodHandle> found =
        linker.defaultLookup().find(name).map(address -> linker.downcallHandle(address, form));
    if (found.isEmpty()) {
      LOG.warn("the C library has no {}", name);
    }
    return found;
  }

  /**
   * Lets the other threads go first. Java's own priorities do nothing on Linux.
   *
   * @param nice 0 to 19, the most patient
   */
  void yieldToOthers(int nice) {
    setPriority.ifPresent(call -> call(() -> (int) call.invokeExact(THIS_THREAD, 0, nice)));
  }

  /** Gives memory that libraries have freed back to the system; the C library keeps it else. */
  void trim() {
    trim.ifPresent(call -> call(() -> (int) call.invokeExact(0L)));
  }

  @FunctionalInterface
  private interface Call {
    int run() throws Throwable;
  }

  @SuppressWarnings("CatchAllThrowable") // as a method handle declares
  private static void call(Call call) {
    try {
      int _ = call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
