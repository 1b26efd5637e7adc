package io.tandem.modelcontainer.floatmath;

/**
 * The natural logarithm in single precision as XGBoost computes it: by glibc's {@code logf} (2.27
 * and later), which is Arm's: of {@code x = 2^k z} the logarithm of a table's {@code c} near {@code
 * z}, plus a polynomial of {@code z / c - 1}, in double precision. {@code (float) Math.log(x)}
 * differs from it in the last bit of some values. Here it makes no difference to any float whether
 * products are rounded before they are added.
 *
 * @see <a href="https://github.com/ARM-software/optimized-routines">math/logf.c, MIT licence</a>
 */
public final class Logf {
  private static final int STEPS_BITS = 4;
  private static final int STEPS = 1 << STEPS_BITS;
  private static final int MANTISSA_BITS = 23;

  /** {@code z} lies from this float up to, but without, twice of it. */
  private static final int LOWEST = 0x3f330000;

  private static final int SMALLEST_NORMAL = 0x00800000;

  private static final double LN_2 = 0x1.62e42fefa39efp-1;

  /** Of {@code log(1 + r)}, from the highest power to the square. */
  private static final double FOURTH = -0x1.00ea348b88334p-2;

  private static final double CUBIC = 0x1.5575b0be00b6ap-2;
  private static final double SQUARE = -0x1.ffffef20a4123p-2;

  /** {@code 1 / c}, for c near the middle of each step. */
  private static final double[] INVERSES = {
    0x1.661ec79f8f3bep+0, 0x1.571ed4aaf883dp+0, 0x1.49539f0f010bp+0, 0x1.3c995b0b80385p+0,
    0x1.30d190c8864a5p+0, 0x1.25e227b0b8eap+0, 0x1.1bb4a4a1a343fp+0, 0x1.12358f08ae5bap+0,
    0x1.0953f419900a7p+0, 0x1p+0, 0x1.e608cfd9a47acp-1, 0x1.ca4b31f026aap-1,
    0x1.b2036576afce6p-1, 0x1.9c2d163a1aa2dp-1, 0x1.886e6037841edp-1, 0x1.767dcf5534862p-1,
  };

  /** {@code log(c)}. */
  private static final double[] LOGARITHMS = {
    -0x1.57bf7808caadep-2, -0x1.2bef0a7c06ddbp-2, -0x1.01eae7f513a67p-2, -0x1.b31d8a68224e9p-3,
    -0x1.6574f0ac07758p-3, -0x1.1aa2bc79c81p-3, -0x1.a4e76ce8c0e5ep-4, -0x1.1973c5a611cccp-4,
    -0x1.252f438e10c1ep-5, 0, 0x1.aa5aa5df25984p-5, 0x1.c5e53aa362eb4p-4,
    0x1.526e57720db08p-3, 0x1.bc2860d22477p-3, 0x1.1058bc8a07ee1p-2, 0x1.4043057b6ee09p-2,
  };

  private Logf() {}

  /** The natural logarithm. */
  public static float of(float x) {
    if (Float.isNaN(x) || x < 0) {
      return Float.NaN;
    }
    if (x == 0 || x == Float.POSITIVE_INFINITY) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x;
    }
    int bits = Float.floatToRawIntBits(x);
    if (bits < SMALLEST_NORMAL) {
      bits = Float.floatToRawIntBits(x * 0x1p23f) - (MANTISSA_BITS << MANTISSA_BITS);
    }
    int above = bits - LOWEST;
    int step = (above >> (MANTISSA_BITS - STEPS_BITS)) & (STEPS - 1);
    int power = above >> MANTISSA_BITS;
    double z = Float.intBitsToFloat(bits - (power << MANTISSA_BITS));
    double rest = z * INVERSES[step] - 1;
    double whole = LOGARITHMS[step] + power * LN_2;
    double square = rest * rest;
    double high = FOURTH * square + (CUBIC * rest + SQUARE);
    return (float) (high * square + (whole + rest));
  }
}
