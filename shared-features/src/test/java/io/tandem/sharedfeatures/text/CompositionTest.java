package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.oracle.OracleComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bundled tables, against the normalizer of the JDK that has the same Unicode. They are written
 * with {@code -Dtandem.write-composition=true}: for a new dialect only.
 */
class CompositionTest {
  private static final Path TABLES =
      Path.of(
          "src", "main", "resources", "io", "tandem", "sharedfeatures", "text", Composition.FILE);

  /** It has Unicode 16.0. */
  private static final int JDK = 25;

  private static final int HANGUL = 0xac00;
  private static final int HANGUL_END = 0xd7a4;

  private static final String HEAD =
      """
      # Unicode 16.0: letters and their marks, whole=first+second; a pair is put together again, apart never is.
      # Marks by their rank among others behind a letter, rank=first+last; those of one rank keep their order.
      # All in hexadecimal. Without the syllables of Hangul, which are computed. Part of the dialect.
      # Derived from the Unicode Character Database, Copyright (c) 1991-2024 Unicode, Inc., under the
      # Unicode License V3, https://www.unicode.org/license.txt
      """;

  @Test
  void theTablesAreThoseOfTheirUnicode() throws IOException {
    assumeSameUnicode();
    if (Boolean.getBoolean("tandem.write-composition")) {
      Files.writeString(TABLES, tables());
    } else {
      assertEquals(tables(), Files.readString(TABLES));
    }
  }

  @Test
  void everyCharacterIsTakenApartAndPutTogetherAsItsUnicodeHasIt() {
    assumeSameUnicode();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      assertSame(Character.toString(c));
    }
  }

  @Test
  void soIsEveryTextOfLettersAndMarks() {
    assumeSameUnicode();
    int[] characters = characters();
    Random random = new Random(5);
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        text.appendCodePoint(
            random.nextInt(4) == 0
                ? 'a' + random.nextInt(26)
                : random.nextInt(3) == 0
                    ? 0x300 + random.nextInt(0x46)
                    : characters[random.nextInt(characters.length)]);
      }
      assertSame(text.toString());
    }
  }

  private static void assertSame(String text) {
    String apart = Composition.apart(text);
    assertEquals(Normalizer.normalize(text, Form.NFD), apart, () -> escaped(text));
    assertEquals(
        Normalizer.normalize(text, Form.NFC), Composition.together(apart), () -> escaped(text));
  }

  /** What the order of the steps in folding rests on. */
  @Test
  void whatWasTakenApartStaysSoInLowerCase() {
    assumeSameUnicode();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String text = Character.toString(c);
      if (Normalizer.isNormalized(text, Form.NFD)) {
        assertEquals(
            Composition.apart(Letters.lower(text)), Letters.lower(text), Integer.toHexString(c));
      }
      if (Composition.isWhole(text)) {
        assertEquals(
            Composition.together(Letters.lower(Composition.apart(text))), Letters.lower(text));
      }
    }
  }

  /** Each row is one text in several spellings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Zo\u00eb Zoe\u0308 ZO\u00cb ZOE\u0308",
        "\u00c5ngstr\u00f6m \u212bngstr\u00f6m A\u030angstro\u0308m a\u030aNGSTRO\u0308M",
        "\u03a9 \u2126 \u03c9",
        "\u212a K k",
        "\u1ec7 e\u0323\u0302 e\u0302\u0323 \u1eb9\u0302 \u00ea\u0323 \u1ec6 E\u0302\u0323",
        "Vi\u1ec7t Vie\u0323\u0302t vie\u0302\u0323T",
        "\u01d5 U\u0308\u0304 \u00dc\u0304 \u00fc\u0304",
        "\ud55c\uae00 \u1112\u1161\u11ab\u1100\u1173\u11af",
        "\uac00\u11a8 \uac01",
        "\u1fb7 \u03b1\u0342\u0345 \u1fb3\u0342 \u1fb6\u0345",
        "\u0130\u0323 I\u0323\u0307 I\u0307\u0323 \u1eca\u0307",
        "J\u030c \u01f0 j\u030c",
        "\u05e9\u05bc\u05c1 \ufb2c \ufb49\u05c1 \u05e9\u05c1\u05bc",
        "\u0958 \u0915\u093c",
        "\uf900 \u8c48",
        "\u0387 \u00b7",
        "\ud834\udd5f \ud834\udd58\ud834\udd65"
      })
  void spellingsOfOneTextFoldToTheSame(String spellings) {
    List<String> texts = List.of(spellings.split(" "));

    for (String text : texts) {
      assertEquals(Texts.foldComposed(texts.get(0)), Texts.foldComposed(text), escaped(text));
      assertEquals(Texts.foldComposed(text), Texts.foldComposed(Texts.foldComposed(text)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "e, \u00e9",
    "\ufb01, fi",
    "\u00df, ss",
    "\uff21, a",
    "\u00b2, 2",
    "\u00bd, 1/2",
    "e\u0301\u0300, e\u0300\u0301",
    "\u0131, i",
    "\u0430, a"
  })
  void whatOnlyMeansTheSameStaysApart(String one, String other) {
    assertTrue(!Texts.foldComposed(one).equals(Texts.foldComposed(other)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          same(s, t)           | 0.0 | 1.0
          contains(s, t)       | 0.0 | 1.0
          jaccard(s, t)        | 0.0 | 1.0
          same(fold(s), t)     | 0.0 | 1.0
          same(s, 'zoe\u0308') | 0.0 | 1.0
          s == t               | 0.0 | 0.0
          length(fold(t))      | 4.0 | 3.0
          length(lower(t))     | 4.0 | 4.0
          """)
  void theDialectDecides(String expression, float first, float second) {
    String order = "{\"s\": \"Zo\u00eb\", \"t\": \"zoe\u0308\"}";
    byte[] written = Sample.bytes(Sample.definition(Sample.SOURCES, Sample.feature(expression)));

    assertEquals(first, Sample.vector(features(written), order)[0]);
    assertEquals(
        second, Sample.vector(features(OracleComparison.inNewestDialect(written)), order)[0]);
  }

  private static FeatureSet features(byte[] definition) {
    return new Fitter(FeatureDefinition.read(definition)).finish();
  }

  /** Marks are sorted: an order of nothing else must not take the square of its length. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0301\u0323",
        "\u0345\u0334\u0323",
        "a\u0323",
        "\ufb2c",
        "\u1100",
        "\uac00\u11a8"
      })
  void aTextOfMarksTakesNoLongerThanAnother(String part) {
    String text = part.repeat(Limits.TEXT / part.length());

    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            Texts.foldComposed(text);
          }
        });
  }

  private static void assumeSameUnicode() {
    assumeTrue(Runtime.version().feature() == JDK, "this JDK has another Unicode");
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
    return escaped.toString();
  }

  /** All that change, that are put together, or that are marks. */
  private static int[] characters() {
    List<Integer> found = new ArrayList<>();
    for (int c = 0x80; c < 0x30000; c++) {
      if (isTakenApart(c) || Character.getType(c) == Character.NON_SPACING_MARK) {
        found.add(c);
        Normalizer.normalize(Character.toString(c), Form.NFD).codePoints().forEach(found::add);
      }
    }
    return found.stream().mapToInt(c -> c).toArray();
  }

  private static boolean isTakenApart(int c) {
    return !(c >= HANGUL && c < HANGUL_END)
        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        && !Normalizer.isNormalized(Character.toString(c), Form.NFD);
  }

  private static String tables() {
    Map<String, Integer> wholeOf = new HashMap<>();
    StringBuilder pairs = new StringBuilder("pair");
    StringBuilder apart = new StringBuilder("apart");
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (isTakenApart(c)) {
        wholeOf.putIfAbsent(Normalizer.normalize(Character.toString(c), Form.NFD), c);
      }
    }
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (!isTakenApart(c)) {
        continue;
      }
      int[] parts = Normalizer.normalize(Character.toString(c), Form.NFD).codePoints().toArray();
      boolean again = Normalizer.isNormalized(Character.toString(c), Form.NFC);
      StringBuilder line = again ? pairs : apart;
      line.append(" %x=%x".formatted(c, first(parts, wholeOf)));
      if (parts.length > 1) {
        line.append("+%x".formatted(parts[parts.length - 1]));
      }
    }
    return HEAD + pairs + "\n" + apart + "\n" + ranks() + "\n";
  }

  /** All but the last, as one character. */
  private static int first(int[] parts, Map<String, Integer> wholeOf) {
    if (parts.length <= 2) {
      return parts[0];
    }
    String before = new String(parts, 0, parts.length - 1);
    String whole = Normalizer.normalize(before, Form.NFC);
    return whole.codePointCount(0, whole.length()) == 1
        ? whole.codePointAt(0)
        : Objects.requireNonNull(wholeOf.get(before));
  }

  /** Which of two marks comes first is all that the normalizer tells of their ranks. */
  private static String ranks() {
    List<Integer> marks = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      boolean alone = !surrogate && Normalizer.isNormalized(Character.toString(c), Form.NFD);
      if (alone && (order(0x345, c) > 0 || order(c, 0x334) > 0)) {
        marks.add(c);
      }
    }
    List<Integer> sorted = new ArrayList<>(marks);
    sorted.sort(CompositionTest::order);
    Map<Integer, Integer> ranks = new HashMap<>();
    int rank = 1;
    for (int i = 0; i < sorted.size(); i++) {
      rank += i > 0 && order(sorted.get(i - 1), sorted.get(i)) < 0 ? 1 : 0;
      ranks.put(sorted.get(i), rank);
    }
    StringBuilder text = new StringBuilder("rank");
    for (int first : marks) {
      int of = ranks.getOrDefault(first, 0);
      if (of == ranks.getOrDefault(first - 1, 0)) {
        continue;
      }
      int last = first;
      while (ranks.getOrDefault(last + 1, 0) == of) {
        last++;
      }
      text.append(" %x=%x+%x".formatted(of, first, last));
    }
    return text.toString();
  }

  /** Above 0 when the second comes first, 0 when they keep their order. */
  private static int order(int one, int other) {
    String text = Character.toString(one) + Character.toString(other);
    if (!Normalizer.isNormalized(text, Form.NFD)) {
      return 1;
    }
    String turned = Character.toString(other) + Character.toString(one);
    return Normalizer.isNormalized(turned, Form.NFD) ? 0 : -1;
  }
}
