package io.tandem.modelcontainer.floatmath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The functions that engines take from glibc, against glibc itself. With {@code
 * -Dtandem.floats=all} for every float there is, which takes minutes; else for one in {@value
 * #STRIDE}, spread over all, and those around what is special.
 */
@EnabledOnOs(OS.LINUX)
final class FloatFunctionsTest {
  /** Odd, so that every pattern of low bits comes. */
  private static final int STRIDE = 251;

  private static final int[] NEIGHBOURHOODS = {
    0x00000000, // zero and the smallest
    0x00800000, // the smallest normal
    0x3f330000, // where the logarithm changes its table's end
    0x3f800000, // one
    0x42b17217, // where the exponential overflows
    0x7f800000, // infinity and NaN
    0xc2cff1b4, // where the exponential is zero
    0x42024258, // the two whose exponential depends on fused multiplication
    0xc27c65d9,
  };

  @FunctionalInterface
  private interface FloatFunction {
    float of(float x) throws Throwable;
  }

  @Test
  void logarithmIsThatOfTheLibrary() throws Throwable {
    MethodHandle logf = library("logf");

    assertEquals(0, differences(x -> (float) logf.invokeExact(x), Logf::of));
  }

  @Test
  void exponentialIsThatOfTheLibrary() throws Throwable {
    MethodHandle expf = library("expf");

    assertEquals(0, differences(x -> (float) expf.invokeExact(x), Expf::of));
  }

  @SuppressWarnings("restricted") // Native access is what this is for; the build allows it.
  private static MethodHandle library(String function) {
    return Linker.nativeLinker()
        .downcallHandle(
            SymbolLookup.libraryLookup("libm.so.6", Arena.global()).find(function).orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_FLOAT),
            Linker.Option.critical(false));
  }

  private static long differences(FloatFunction library, FloatFunction here) throws Throwable {
    int stride = "all".equals(System.getProperty("tandem.floats")) ? 1 : STRIDE;
    long differences = 0;
    for (long bits = 0; bits < 1L << 32; bits += stride) {
      differences += differ(library, here, (int) bits);
    }
    for (int middle : NEIGHBOURHOODS) {
      for (int bits = middle - 1000; bits <= middle + 1000; bits++) {
        differences += differ(library, here, bits);
      }
    }
    return differences;
  }

  private static int differ(FloatFunction library, FloatFunction here, int bits) throws Throwable {
    float x = Float.intBitsToFloat(bits);
    int expected = Float.floatToIntBits(library.of(x));
    return expected == Float.floatToIntBits(here.of(x)) ? 0 : 1;
  }
}
