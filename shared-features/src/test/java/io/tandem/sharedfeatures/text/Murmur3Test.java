package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors that other implementations of MurmurHash3 x86 32 publish. */
class Murmur3Test {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          ``, 0, 0
          ``, 1, 514e28b7
          ``, ffffffff, 81f16f39
          test, 0, ba6bd213
          test, 9747b28c, 704b81dc
          `Hello, world!`, 0, c0363e43
          `Hello, world!`, 9747b28c, 24884cba
          The quick brown fox jumps over the lazy dog, 0, 2e4ff723
          The quick brown fox jumps over the lazy dog, 9747b28c, 2fa826cd
          aaaa, 9747b28c, 5a97808a
          aaa, 9747b28c, 283e0130
          aa, 9747b28c, 5d211726
          a, 9747b28c, 7fa09ea6
          abcd, 9747b28c, f0478627
          abc, 9747b28c, c84a62dd
          ab, 9747b28c, 74875592
          """)
  void textsHaveTheirPublishedHash(String text, String seed, String hash) {
    assertEquals(hash, Integer.toHexString(Murmur3.hash(text, Integer.parseUnsignedInt(seed, 16))));
  }

  @ParameterizedTest
  @CsvSource({
    "ffffffff, 0, 76293b50",
    "21436587, 0, f55b516b",
    "21436587, 5082edee, 2362f9de",
    "214365, 0, 7e4a8634",
    "2143, 0, a0f7b07a",
    "21, 0, 72661cf4",
    "00000000, 0, 2362f9de",
    "000000, 0, 85f0b427",
    "0000, 0, 30f4c306",
    "00, 0, 514e28b7",
  })
  void bytesHaveTheirPublishedHash(String bytes, String seed, String hash) {
    byte[] input = HexFormat.of().parseHex(bytes);

    assertEquals(
        hash, Integer.toHexString(Murmur3.hash(input, Integer.parseUnsignedInt(seed, 16))));
  }

  @Test
  void textsAreHashedAsUtf8() {
    assertEquals("d58063c1", Integer.toHexString(Murmur3.hash("ππππππππ", 0x9747b28c)));
  }
}
