package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  /** Bytes around which the rules change. */
  private static final int[] EDGES = {
    0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
    0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
  };

  @Test
  void everySequenceOfFourEdgesIsJudgedAsByTheStrictDecoder() {
    byte[] bytes = new byte[4];
    for (int i = 0; i < EDGES.length * EDGES.length * EDGES.length * EDGES.length; i++) {
      int rest = i;
      for (int at = 0; at < 4; at++) {
        bytes[at] = (byte) EDGES[rest % EDGES.length];
        rest /= EDGES.length;
      }
      compare(bytes);
    }
  }

  @Test
  void randomTextsWithOneByteChangedAreJudgedAsByTheStrictDecoder() {
    Random random = new Random(7);
    for (int i = 0; i < 30_000; i++) {
      int[] codePoints =
          random.ints(6, 0, 0x110000).filter(c -> c < 0xd800 || c > 0xdfff).toArray();
      byte[] bytes = Sample.bytes(new String(codePoints, 0, codePoints.length));
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      compare(bytes);
    }
  }

  private static void compare(byte[] bytes) {
    assertEquals(valid(bytes), Utf8.firstFault(bytes, 0, bytes.length) < 0);
  }

  private static boolean valid(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).limit() >= 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
