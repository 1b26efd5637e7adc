package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.text.Letters.CharacterClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bundled tables, against those of the JDK that has the same Unicode. They are written with
 * {@code -Dtandem.write-letters=true}: for a new dialect only.
 */
class LettersTest {
  private static final Path TABLES =
      Path.of("src", "main", "resources", "io", "tandem", "sharedfeatures", "text", Letters.FILE);

  /** It has Unicode 16.0. */
  private static final int JDK = 25;

  private static final String HEAD =
      """
      # Unicode 16.0: classes of characters, and what is added to a character for its lower case.
      # Runs are first,last/step, in hexadecimal; in tolower followed by :addend. Part of the dialect.
      # Derived from the Unicode Character Database, Copyright (c) 1991-2024 Unicode, Inc., under the
      # Unicode License V3, https://www.unicode.org/license.txt
      """;

  /** MidLetter, MidNumLet and Single_Quote of Unicode's WordBreakProperty.txt. */
  private static final String WITHIN_WORDS =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  @Test
  void theTablesAreThoseOfTheirUnicode() throws IOException {
    assumeTrue(Runtime.version().feature() == JDK, "this JDK has another Unicode");
    if (Boolean.getBoolean("tandem.write-letters")) {
      Files.writeString(TABLES, tables());
    } else {
      assertEquals(tables(), Files.readString(TABLES));
    }
  }

  @Test
  void everyCharacterHasTheLowerCaseOfItsUnicode() {
    assumeTrue(Runtime.version().feature() == JDK, "this JDK has another Unicode");
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String text = Character.toString(c);
      assertEquals(text.toLowerCase(Locale.ROOT), Letters.lower(text), Integer.toHexString(c));
    }
  }

  /** As Python's {@code str.lower} has it, which follows the Unicode Standard, too. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\u03a3, \u03c3",
        "\u039f\u0394\u039f\u03a3, \u03bf\u03b4\u03bf\u03c2",
        "\u039f\u0394\u039f\u03a3 \u03a3, \u03bf\u03b4\u03bf\u03c2 \u03c3",
        "\u039f\u03a3\u039f, \u03bf\u03c3\u03bf",
        "\u039f\u03a3'\u039f, \u03bf\u03c3'\u03bf",
        "\u039f\u03a3' \u039f, \u03bf\u03c2' \u03bf",
        "\u039f'\u03a3, \u03bf'\u03c2",
        "\u039f-\u03a3, \u03bf-\u03c3",
        "\u039f\u0301\u03a3\u0301, \u03bf\u0301\u03c2\u0301",
        "\u039f\u03a3\u03a3, \u03bf\u03c3\u03c2",
        "1\u03a3, 1\u03c3",
        "\u0130I\u00dc, i\u0307i\u00fc",
        "\ud801\udc00\u03a3, \ud801\udc28\u03c2",
        "\u2160\u03a3, \u2170\u03c2",
        "\u02b0\u03a3, \u02b0\u03c3"
      })
  void lowerCaseDependsOnNothingButTheNeighboursOfASigma(String text, String lower) {
    assertEquals(lower, Letters.lower(text));
  }

  /**
   * The JDK takes more than a second for one of the first: orders of such would stop a container.
   */
  @ParameterizedTest
  @ValueSource(strings = {"\u03a3", "A\u03a3", "\u03a3'", "A\u03a3....", "\u03a3 "})
  void aTextOfSigmasTakesNoLongerThanAnother(String part) {
    String text = part.repeat(Limits.TEXT / part.length());

    assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            assertEquals(text.length(), Letters.lower(text).length());
          }
        });
  }

  private static String tables() {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(
        classOf(CharacterClass.UPPER, c -> Character.isUpperCase(c) || Character.isTitleCase(c)));
    text.append(classOf(CharacterClass.LOWER, Character::isLowerCase));
    text.append(classOf(CharacterClass.LETTER, Character::isLetter));
    text.append(
        classOf(
            CharacterClass.MARK,
            c -> isOf(c, Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK)));
    text.append(
        classOf(
            CharacterClass.IGNORABLE,
            c ->
                WITHIN_WORDS.indexOf(c) >= 0
                    || isOf(
                        c,
                        Character.NON_SPACING_MARK,
                        Character.ENCLOSING_MARK,
                        Character.FORMAT,
                        Character.MODIFIER_LETTER,
                        Character.MODIFIER_SYMBOL)));
    text.append("tolower");
    for (int c = 0; c < Letters.END; c++) {
      int added = Character.toLowerCase(c) - c;
      if (added != 0) {
        c = run(text, c, next -> Character.toLowerCase(next) - next == added);
        text.append(':').append(added);
      }
    }
    return text.append('\n').toString();
  }

  private static String classOf(CharacterClass name, IntPredicate isIn) {
    StringBuilder line = new StringBuilder(name.name().toLowerCase(Locale.ROOT));
    for (int c = 0; c < Letters.END; c++) {
      if (isIn.test(c)) {
        c = run(line, c, isIn);
      }
    }
    return line.append('\n').toString();
  }

  /** All neighbours, or every other one of which the others are not in it; gives the last. */
  private static int run(StringBuilder line, int first, IntPredicate isIn) {
    int step = isIn.test(first + 1) ? 1 : 2;
    int last = first;
    while (isIn.test(last + step) && (step == 1 || !isIn.test(last + 1))) {
      last += step;
    }
    line.append(" %x,%x/%d".formatted(first, last, step));
    return last;
  }

  private static boolean isOf(int c, int... types) {
    for (int type : types) {
      if (Character.getType(c) == type) {
        return true;
      }
    }
    return false;
  }
}
