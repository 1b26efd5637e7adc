package io.tandem.sharedfeatures.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which characters are letters, and their lower case, as Unicode 16.0 has it. The tables lie beside
 * this class and are not the JDK's, so that a JDK with a newer Unicode gives the same vectors. Part
 * of the dialect: they must never change. Thread-safe; read when first used.
 */
public final class Letters {
  static final String FILE = "letters.txt";

  /** From here on no character is in any class. */
  static final int END = 0xe0200;

  private static final int ASCII_END = 0x80;
  private static final int PAGE_BITS = 8;
  private static final int IN_PAGE = (1 << PAGE_BITS) - 1;

  private static final int CAPITAL_SIGMA = 0x3a3;
  private static final char FINAL_SIGMA = 0x3c2;
  private static final int CAPITAL_I_WITH_DOT = 0x130;
  private static final String I_WITH_DOT = "i\u0307";

  /** A character may be in several. */
  public enum CharacterClass {
    /** Upper or title case. */
    UPPER(1),
    LOWER(2),
    LETTER(4),
    /** Nonspacing and spacing marks, such as accents that follow their letter. */
    MARK(8),
    /** What stands within a word whatever its case, such as an apostrophe. */
    IGNORABLE(16);

    final int bit;

    CharacterClass(int bit) {
      this.bit = bit;
    }
  }

  private static final int CASED = CharacterClass.UPPER.bit | CharacterClass.LOWER.bit;

  /** Loads when first used. */
  private static final class Bundled {
    static final Letters LETTERS = new Letters(read());
  }

  /** By page, then by character; pages without any are empty. */
  private final byte[][] classes = new byte[END >> PAGE_BITS][0];

  /** What is added to a character for its lower case; pages without any are empty. */
  private final int[][] toLower = new int[END >> PAGE_BITS][0];

  private Letters(String tables) {
    tables.lines().filter(line -> !line.startsWith("#")).forEach(this::readLine);
  }

  private static String read() {
    try (InputStream in = Letters.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of a class or {@code tolower}, then runs of characters. */
  private void readLine(String line) {
    String[] words = line.split(" ", -1);
    boolean mapping = words[0].equals("tolower");
    int bit = mapping ? 0 : CharacterClass.valueOf(words[0].toUpperCase(Locale.ROOT)).bit;
    for (int i = 1; i < words.length; i++) {
      String[] run = words[i].split("[,/:]", -1);
      int last = Integer.parseInt(run[1], 16);
      int step = Integer.parseInt(run[2]);
      for (int c = Integer.parseInt(run[0], 16); c <= last; c += step) {
        int page = c >> PAGE_BITS;
        if (mapping) {
          toLower[page] = toLower[page].length == 0 ? new int[IN_PAGE + 1] : toLower[page];
          toLower[page][c & IN_PAGE] = Integer.parseInt(run[3]);
        } else {
          classes[page] = classes[page].length == 0 ? new byte[IN_PAGE + 1] : classes[page];
          classes[page][c & IN_PAGE] |= (byte) bit;
        }
      }
    }
  }

  public static boolean is(CharacterClass asked, int c) {
    return (Bundled.LETTERS.classes(c) & asked.bit) != 0;
  }

  private int classes(int c) {
    return c >= END || classes[c >> PAGE_BITS].length == 0
        ? 0
        : classes[c >> PAGE_BITS][c & IN_PAGE];
  }

  private int lower(int c) {
    return c >= END || toLower[c >> PAGE_BITS].length == 0
        ? c
        : c + toLower[c >> PAGE_BITS][c & IN_PAGE];
  }

  /** In lower case by the rules of no language, as section 3.13 of the Unicode Standard has it. */
  public static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= ASCII_END) {
        return Bundled.LETTERS.toLower(text);
      }
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** In time proportional to the text, unlike the JDK's, which looks for words at every sigma. */
  private String toLower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    boolean afterCased = false;
    int next;
    for (int i = 0; i < text.length(); i = next) {
      int c = text.codePointAt(i);
      next = i + Character.charCount(c);
      if (c == CAPITAL_SIGMA && afterCased && !isCasedNext(text, next)) {
        lower.append(FINAL_SIGMA);
      } else if (c == CAPITAL_I_WITH_DOT) {
        lower.append(I_WITH_DOT);
      } else {
        lower.appendCodePoint(lower(c));
      }
      int found = classes(c);
      if ((found & CharacterClass.IGNORABLE.bit) == 0) {
        afterCased = (found & CASED) != 0;
      }
    }
    return lower.toString();
  }

  /**
   * Passes over what is ignorable up to the next character, so that no two sigmas pass the same.
   */
  private boolean isCasedNext(String text, int from) {
    int c;
    for (int i = from; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      int found = classes(c);
      if ((found & CharacterClass.IGNORABLE.bit) == 0) {
        return (found & CASED) != 0;
      }
    }
    return false;
  }
}
