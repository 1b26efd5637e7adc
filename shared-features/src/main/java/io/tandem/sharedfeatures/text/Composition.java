package io.tandem.sharedfeatures.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes letters and their marks apart and puts them together, as Unicode 16.0 has it in its
 * normalization forms D and C. As those of {@link Letters} the tables lie beside this class, are
 * not the JDK's and part of the dialect: they must never change. Thread-safe; read when first used.
 */
final class Composition {
  static final String FILE = "composition.txt";

  /** Below, each character is whole, and so is its lower case. */
  private static final char FIRST_MARK = 0x300;

  private static final int NONE = -1;

  private static final int PAGE_BITS = 8;
  private static final int IN_PAGE = (1 << PAGE_BITS) - 1;

  /** From here on no character is in the tables. */
  private static final int END = 0x30000;

  /** Three characters, or a place, a number and a character, are packed into one long. */
  private static final int BITS = 21;

  private static final int ONE = (1 << BITS) - 1;

  /** Of what is known of a character: the rank among marks, 0 of a letter. */
  private static final int RANK = 0x3f;

  /** Is taken apart. */
  private static final int WHOLE = 0x40;

  /** May be the second of two that are put together. */
  private static final int SECOND = 0x80;

  private static final int HANGUL = 0xac00;
  private static final int LEADS = 0x1100;
  private static final int LEAD_COUNT = 19;
  private static final int VOWELS = 0x1161;
  private static final int VOWEL_COUNT = 21;

  /** One before the first, as none at all is the trail of number 0. */
  private static final int TRAILS = 0x11a7;

  private static final int TRAIL_COUNT = 28;
  private static final int HANGUL_COUNT = LEAD_COUNT * VOWEL_COUNT * TRAIL_COUNT;

  /** Loads when first used. */
  private static final class Bundled {
    static final Composition TABLES = new Composition(read());
  }

  /** By page, then by character; pages without any are empty. */
  private final byte[][] known = new byte[END >> PAGE_BITS][0];

  /** Ascending: a character, and the one or two (the second is 0) that it is taken apart into. */
  private final long[] apart;

  /** Ascending: two characters, and what they are put together to. */
  private final long[] together;

  private Composition(String tables) {
    long[] whole = new long[tables.length()];
    long[] pairs = new long[tables.length()];
    int wholeCount = 0;
    int pairCount = 0;
    for (String line : tables.lines().filter(l -> !l.startsWith("#")).toList()) {
      String[] words = line.split("[ ]", -1);
      for (String word : Arrays.asList(words).subList(1, words.length)) {
        String[] of = word.split("[=+]", -1);
        int first = Integer.parseInt(of[0], 16);
        int second = Integer.parseInt(of[1], 16);
        int third = of.length > 2 ? Integer.parseInt(of[2], 16) : 0;
        if (words[0].equals("rank")) {
          for (int mark = second; mark <= third; mark++) {
            note(mark, first);
          }
          continue;
        }
        note(first, WHOLE);
        whole[wholeCount++] = packed(first, second, third);
        if (words[0].equals("pair")) {
          note(third, SECOND);
          pairs[pairCount++] = packed(second, third, first);
        }
      }
    }
    this.apart = Arrays.copyOf(whole, wholeCount);
    this.together = Arrays.copyOf(pairs, pairCount);
    Arrays.sort(apart);
    Arrays.sort(together);
  }

  private static String read() {
    try (InputStream in = Composition.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(int c, int what) {
    int page = c >> PAGE_BITS;
    known[page] = known[page].length == 0 ? new byte[IN_PAGE + 1] : known[page];
    known[page][c & IN_PAGE] |= (byte) what;
  }

  private static long packed(int first, int second, int third) {
    return ((long) first << BITS | second) << BITS | third;
  }

  private int known(int c) {
    return c >= END || known[c >> PAGE_BITS].length == 0
        ? 0
        : known[c >> PAGE_BITS][c & IN_PAGE] & 0xff;
  }

  /** Of the entries that begin so, the first. */
  private static long from(long[] entries, long begin) {
    int at = Arrays.binarySearch(entries, begin);
    int next = at < 0 ? -1 - at : at;
    return next < entries.length ? entries[next] : 0;
  }

  /** Whether the text, and its lower case, stays as it is when it is put together. */
  static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_MARK) {
        return false;
      }
    }
    return true;
  }

  /** Normalization form D: letters before their marks, and these in the order of their ranks. */
  static String apart(String text) {
    Parts parts = new Parts(Bundled.TABLES, text.length());
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      parts.add(c);
    }
    return parts.end();
  }

  /** Marks wait for the next letter, so that a text of them takes no longer than others. */
  private static final class Parts {
    private final Composition tables;
    private final StringBuilder text;
    private long[] waiting = new long[4];
    private int count;

    Parts(Composition tables, int length) {
      this.tables = tables;
      this.text = new StringBuilder(length);
    }

    void add(int c) {
      int known = tables.known(c);
      int syllable = c - HANGUL;
      if (syllable >= 0 && syllable < HANGUL_COUNT) {
        int trail = syllable % TRAIL_COUNT;
        add(LEADS + syllable / (VOWEL_COUNT * TRAIL_COUNT));
        add(VOWELS + syllable / TRAIL_COUNT % VOWEL_COUNT);
        if (trail > 0) {
          add(TRAILS + trail);
        }
      } else if ((known & WHOLE) != 0) {
        long entry = from(tables.apart, packed(c, 0, 0));
        add((int) (entry >> BITS) & ONE);
        if ((entry & ONE) != 0) {
          add((int) entry & ONE);
        }
      } else if ((known & RANK) == 0) {
        flush();
        text.appendCodePoint(c);
      } else {
        if (count == waiting.length) {
          waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count] = packed(known & RANK, count, c);
        count++;
      }
    }

    private void flush() {
      if (count > 1) {
        Arrays.sort(waiting, 0, count);
      }
      for (int i = 0; i < count; i++) {
        text.appendCodePoint((int) waiting[i] & ONE);
      }
      count = 0;
    }

    String end() {
      flush();
      return text.toString();
    }
  }

  /**
   * Normalization form C of a text in form D: each letter takes up the marks behind it, one by one,
   * but for those that a mark of their own rank stands before.
   */
  static String together(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    int letter = NONE;
    int letterAt = 0;
    int rankBefore = NONE;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      int rank = Bundled.TABLES.known(c) & RANK;
      int both = letter != NONE && rankBefore < rank ? Bundled.TABLES.together(letter, c) : NONE;
      if (both != NONE) {
        whole.replace(letterAt, letterAt + Character.charCount(letter), Character.toString(both));
        letter = both;
        continue;
      }
      if (rank == 0) {
        letter = c;
        letterAt = whole.length();
      }
      rankBefore = rank == 0 ? NONE : rank;
      whole.appendCodePoint(c);
    }
    return whole.toString();
  }

  private int together(int first, int second) {
    int lead = first - LEADS;
    int vowel = second - VOWELS;
    if (lead >= 0 && lead < LEAD_COUNT && vowel >= 0 && vowel < VOWEL_COUNT) {
      return HANGUL + (lead * VOWEL_COUNT + vowel) * TRAIL_COUNT;
    }
    int syllable = first - HANGUL;
    int trail = second - TRAILS;
    if (syllable >= 0 && syllable < HANGUL_COUNT && trail > 0 && trail < TRAIL_COUNT) {
      return syllable % TRAIL_COUNT == 0 ? first + trail : NONE;
    }
    if ((known(second) & SECOND) == 0) {
      return NONE;
    }
    long pair = packed(first, second, 0);
    long entry = from(together, pair);
    return entry >> BITS == pair >> BITS ? (int) entry & ONE : NONE;
  }
}
