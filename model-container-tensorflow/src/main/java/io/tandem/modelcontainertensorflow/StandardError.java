package io.tandem.modelcontainertensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tandem.modelcontainer.engine.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The standard error of this process, which native code writes to. */
final class StandardError {
  private static final int NUMBER = 2;
  private static final int TO_WRITE = 1;

  private StandardError() {}

  /** What is written meanwhile, by whatever thread, is lost. */
  static void silently(Runnable something) {
    int kept = call("dup", NUMBER);
    boolean isSilent = kept >= 0 && silence();
    try {
      something.run();
    } finally {
      if (isSilent) {
        call("dup2", kept, NUMBER);
      }
      if (kept >= 0) {
        call("close", kept);
      }
    }
  }

  private static boolean silence() {
    int nothing = openNothing();
    if (nothing < 0) {
      return false;
    }
    boolean isSilent = call("dup2", nothing, NUMBER) >= 0;
    call("close", nothing);
    return isSilent;
  }

  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  private static int openNothing() {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    try (Arena arena = Arena.ofConfined()) {
      return (int) open.invokeExact(arena.allocateFrom("/dev/null"), TO_WRITE);
    } catch (Throwable e) {
      throw NativeLibrary.failed("C", e);
    }
  }

  /** Of the C library, with numbers of files. */
  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  private static int call(String name, int... files) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor descriptor =
        files.length == 1
            ? FunctionDescriptor.of(JAVA_INT, JAVA_INT)
            : FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);
    MethodHandle handle =
        linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    try {
      return files.length == 1
          ? (int) handle.invokeExact(files[0])
          : (int) handle.invokeExact(files[0], files[1]);
    } catch (Throwable e) {
      throw NativeLibrary.failed("C", e);
    }
  }
}
