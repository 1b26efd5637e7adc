package io.tandem.modelcontainer.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The environment of this process as native code sees it; {@link System#getenv} does not change.
 */
public final class NativeEnvironment {
  private NativeEnvironment() {}

  /**
   * Sets a variable, for a library that reads it and is not loaded yet.
   *
   * @throws IllegalCallerException when this process lets no class call native code
   * @throws IllegalStateException when the C library did not take it
   */
  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  public static void set(String variable, String text) {
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
      MemorySegment name = arena.allocateFrom(variable);
      MemorySegment value = arena.allocateFrom(text);
      int status = (int) setenv.invokeExact(name, value, 1);
      MemorySegment found = (MemorySegment) getenv.invokeExact(name);
      if (status != 0
          || found.address() == 0
          || found.reinterpret(value.byteSize()).mismatch(value) != -1) {
        throw new IllegalStateException("the C library did not take it");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the C library did not take it", e);
    }
  }
}
