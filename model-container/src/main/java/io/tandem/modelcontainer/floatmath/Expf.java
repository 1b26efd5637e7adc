package io.tandem.modelcontainer.floatmath;

/**
 * The exponential function in single precision as the engines' libraries compute it: by glibc's
 * {@code expf} (2.27 and later), which is Arm's: {@code 2^(k/32)} from a table times a cubic
 * polynomial for the rest, in double precision. {@code (float) Math.exp(x)} differs from it in the
 * last bit of some six values in ten thousand. Products are not rounded before they are added, as
 * glibc has it on every x86 processor since 2013; rounding them would change two of all floats.
 *
 * @see <a href="https://github.com/ARM-software/optimized-routines">math/expf.c, MIT licence</a>
 */
public final class Expf {
  private static final int STEPS = 32;
  private static final double STEPS_PER_UNIT = STEPS / Math.log(2);

  /** Of {@code 2^(r / STEPS)} for r from -1/2 to 1/2. */
  private static final double CUBIC = 0x1.c6af84b912394p-5 / STEPS / STEPS / STEPS;

  private static final double SQUARE = 0x1.ebfce50fac4f3p-3 / STEPS / STEPS;
  private static final double LINEAR = 0x1.62e42ff0c52d6p-1 / STEPS;

  private static final float OVERFLOW = 0x1.62e42ep6f;
  private static final float UNDERFLOW = -0x1.9fe368p6f;

  /** {@code 2^(i / STEPS)}. */
  private static final double[] POWERS = new double[STEPS];

  static {
    for (int i = 0; i < STEPS; i++) {
      POWERS[i] = StrictMath.pow(2, (double) i / STEPS);
    }
  }

  private Expf() {}

  /** {@code e^x}. */
  public static float of(float x) {
    if (Float.isNaN(x) || x > OVERFLOW) {
      return x > OVERFLOW ? Float.POSITIVE_INFINITY : x;
    }
    if (x < UNDERFLOW) {
      return 0;
    }
    double whole = Math.rint(STEPS_PER_UNIT * x);
    double rest = Math.fma(STEPS_PER_UNIT, x, -whole);
    int step = (int) whole;
    double power = Math.scalb(POWERS[Math.floorMod(step, STEPS)], Math.floorDiv(step, STEPS));
    double high = Math.fma(CUBIC, rest, SQUARE);
    double low = Math.fma(LINEAR, rest, 1);
    return (float) (Math.fma(high, rest * rest, low) * power);
  }
}
