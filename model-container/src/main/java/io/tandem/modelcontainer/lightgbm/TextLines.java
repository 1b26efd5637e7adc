package io.tandem.modelcontainer.lightgbm;

import java.nio.charset.StandardCharsets;

/**
 * The lines of a model file, each a key and a value with a {@code =} between them. Numbers are read
 * from the bytes, as a line may have ten thousands of them.
 */
final class TextLines {
  private static final int MAX_NUMBER = 40;

  private final byte[] file;

  private int next;
  private int number;

  // Of the current line: where it begins, where its value does, where it ends.
  private int begin;
  private int value;
  private int end;

  /**
   * @param file not copied
   */
  TextLines(byte[] file) {
    this.file = file;
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() {
    if (next >= file.length) {
      return false;
    }
    number++;
    begin = next;
    end = begin;
    value = -1;
    while (end < file.length && file[end] != '\n') {
      if (file[end] == '=' && value < 0) {
        value = end + 1;
      }
      end++;
    }
    next = end + 1;
    if (end > begin && file[end - 1] == '\r') {
      end--;
    }
    return true;
  }

  /** The whole line. */
  boolean is(String text) {
    return text.length() == end - begin && startsWith(text);
  }

  boolean isKey(String key) {
    return value == begin + key.length() + 1 && startsWith(key);
  }

  boolean isBlank() {
    for (int i = begin; i < end; i++) {
      if (file[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  private boolean startsWith(String text) {
    if (text.length() > end - begin) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (file[begin + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What stands before the {@code =}, or the whole line. */
  String key() {
    int last = value < 0 ? end : value - 1;
    return new String(file, begin, last - begin, StandardCharsets.UTF_8);
  }

  /** What stands behind the {@code =}. */
  String text() {
    int first = value < 0 ? end : value;
    return new String(file, first, end - first, StandardCharsets.UTF_8);
  }

  /** A fault of the current line. */
  ModelException fault(String what) {
    return new ModelException("line " + number + ": " + what);
  }

  /** A whole number that is not negative. */
  int whole() {
    int[] one = wholes(1);
    if (one[0] < 0) {
      throw fault(key() + " is negative");
    }
    return one[0];
  }

  /** So many whole numbers, apart by one space. */
  int[] wholes(int count) {
    int[] wholes = new int[checked(count)];
    int at = value;
    for (int i = 0; i < count; i++) {
      int last = numberEnd(at);
      try {
        wholes[i] = (int) decimal(at, last, Integer.MIN_VALUE, Integer.MAX_VALUE);
      } catch (NumberFormatException e) {
        throw fault("number " + (i + 1) + " of " + key() + " is not a whole number");
      }
      at = last + 1;
    }
    return wholes;
  }

  /** So many words of 32 bits, apart by one space. */
  int[] words(int count) {
    int[] words = new int[checked(count)];
    int at = value;
    for (int i = 0; i < count; i++) {
      int last = numberEnd(at);
      try {
        words[i] = (int) decimal(at, last, 0, (1L << Integer.SIZE) - 1);
      } catch (NumberFormatException e) {
        throw fault("number " + (i + 1) + " of " + key() + " is not a word of 32 bits");
      }
      at = last + 1;
    }
    return words;
  }

  /** So many numbers, apart by one space. */
  double[] numbers(int count) {
    double[] numbers = new double[checked(count)];
    int at = value;
    for (int i = 0; i < count; i++) {
      int last = numberEnd(at);
      numbers[i] = number(i, at, last);
      at = last + 1;
    }
    return numbers;
  }

  private double number(int index, int from, int to) {
    String text = new String(file, from, to - from, StandardCharsets.ISO_8859_1);
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          double number = Double.parseDouble(text);
          if (Double.isNaN(number)) {
            throw new NumberFormatException(text);
          }
          yield number;
        } catch (NumberFormatException e) {
          throw fault("number " + (index + 1) + " of " + key() + " is not a number");
        }
      }
    };
  }

  /** The count, after the line was found to have so many numbers. */
  private int checked(int count) {
    int spaces = 0;
    for (int i = value; i < end; i++) {
      spaces += file[i] == ' ' ? 1 : 0;
    }
    int found = value < end ? spaces + 1 : 0;
    if (value < 0 || found != count) {
      throw fault(key() + " has " + found + " numbers, not " + count);
    }
    return count;
  }

  private int numberEnd(int from) {
    int at = from;
    while (at < end && file[at] != ' ') {
      at++;
    }
    if (at - from > MAX_NUMBER) {
      throw fault("a number of " + key() + " has more than " + MAX_NUMBER + " characters");
    }
    return at;
  }

  private long decimal(int from, int to, long least, long most) {
    long number = Long.parseLong(new String(file, from, to - from, StandardCharsets.ISO_8859_1));
    if (number < least || number > most) {
      throw new NumberFormatException();
    }
    return number;
  }
}
