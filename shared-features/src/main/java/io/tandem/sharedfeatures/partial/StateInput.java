package io.tandem.sharedfeatures.partial;

import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.strictjson.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link StateOutput} wrote, and anything else: whatever the bytes, it gives values or
 * throws a {@link StateException}, and nothing is allocated that the bytes do not hold. Not
 * thread-safe.
 */
public final class StateInput {
  private final byte[] bytes;
  private final int end;
  private int at;

  StateInput(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** At most {@link Json#MAX_WHOLE}, as all that is counted. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte next = next();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value <= Json.MAX_WHOLE ? value : fail("counts too far");
      }
    }
    return fail("has a number of too many digits");
  }

  public boolean flag() {
    long value = number();
    return value <= 1 ? value == 1 : fail("has a flag that is neither 0 nor 1") > 0;
  }

  public double real() {
    need(Long.BYTES);
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << 8 | (bytes[at++] & 0xff);
    }
    return Double.longBitsToDouble(bits);
  }

  /** A number that takes part in fitting: neither NaN nor infinite, nor a negative zero. */
  public double finite() {
    double value = real();
    boolean right =
        Double.isFinite(value)
            && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(value + 0.0);
    return right ? value : fail("has a number that no fit takes up");
  }

  /**
   * How many items follow.
   *
   * @param least bytes of each
   */
  public int size(int least) {
    long items = number();
    return items <= (end - at) / least ? (int) items : (int) fail("ends too early");
  }

  public byte[] bytes() {
    int length = size(1);
    byte[] some = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return some;
  }

  public String text() {
    int length = size(1);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new StateException("has a text that is no UTF-8");
    }
  }

  /**
   * @param wanted what stands here in every state of the kind
   */
  public void expect(String wanted) {
    if (!text().equals(wanted)) {
      throw new StateException("does not fit the definition: expected " + wanted);
    }
  }

  /** Refuses the state. */
  public static StateException broken(String fault) {
    return new StateException(fault + "; no fit has written it");
  }

  private static long fail(String fault) {
    throw broken(fault);
  }

  private byte next() {
    need(1);
    return bytes[at++];
  }

  private void need(int more) {
    if (more > end - at) {
      fail("ends too early");
    }
  }

  void expectEnd() {
    if (at != end) {
      fail("goes on behind its end");
    }
  }
}
