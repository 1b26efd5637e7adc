package io.tandem.sharedfeatures.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/** Well-formed UTF-8 as of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
  /** Orders are nearly all ASCII, which is looked at eight bytes at a time. */
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long NOT_ASCII = 0x8080808080808080L;

  private Utf8() {}

  /**
   * Why a JSON parser must not see these bytes: they are not UTF-8, or it would take them for
   * UTF-16 or UTF-32, as it does when there is a zero among the first four.
   */
  public static Optional<String> fault(byte[] bytes, int from, int to) {
    int fault = firstFault(bytes, from, to);
    if (fault >= 0) {
      return Optional.of("is not valid UTF-8 at byte " + (fault - from + 1));
    }
    for (int i = from; i < Math.min(from + 4, to); i++) {
      if (bytes[i] == 0) {
        return Optional.of("is not valid JSON in UTF-8 at byte " + (i - from + 1));
      }
    }
    return Optional.empty();
  }

  /** The offset of the first ill-formed byte, or -1 when there is none. */
  static int firstFault(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (at + Long.BYTES <= to && ((long) EIGHT.get(bytes, at) & NOT_ASCII) == 0) {
        at += Long.BYTES;
        continue;
      }
      int lead = bytes[at];
      if (lead >= 0) {
        at++;
        continue;
      }
      int length = sequenceLength(lead & 0xff);
      if (length == 0 || at + length > to || !continues(bytes, at, length)) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  private static int sequenceLength(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 2;
    }
    if ((lead & 0xf0) == 0xe0) {
      return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  }

  private static boolean continues(byte[] bytes, int at, int length) {
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return false;
      }
    }
    int second = bytes[at + 1] & 0xff;
    return switch (bytes[at] & 0xff) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second < 0xa0;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second < 0x90;
      default -> true;
    };
  }
}
