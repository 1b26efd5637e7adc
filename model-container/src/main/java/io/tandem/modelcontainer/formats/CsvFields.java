package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.decimal.DecimalReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of CSV one after the other: a decimal number or nothing (missing), with spaces and
 * tabs around it. Not thread-safe.
 */
final class CsvFields {
  private final byte[] in;
  private final int end;
  private final DecimalReader decimal;
  private int position;
  private @Nullable String fault;

  CsvFields(byte[] in, int begin, int end) {
    this.in = in;
    this.position = begin;
    this.end = end;
    this.decimal = new DecimalReader(in);
  }

  boolean atEnd() {
    return position >= end;
  }

  /** NaN when the field is empty; see also {@link #fault}. */
  float next() {
    fault = null;
    skipSpace();
    if (atFieldEnd()) {
      return Float.NaN;
    }
    float value = decimal.read(position, end);
    position = decimal.position();
    skipSpace();
    if (decimal.outcome() != DecimalReader.Outcome.NUMBER || !atFieldEnd()) {
      fault = expected();
    }
    return value;
  }

  /** What was wrong with the last field, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** Whether another field follows in this line. */
  boolean skipComma() {
    if (position < end && in[position] == ',') {
      position++;
      return true;
    }
    return false;
  }

  /** Goes on to the next line, after the last field of this one. */
  void skipLineEnd() {
    if (position < end && in[position] == '\r') {
      position++;
    }
    position++;
  }

  private String expected() {
    return switch (decimal.outcome()) {
      case INFINITE -> "expected a finite number";
      case OUT_OF_RANGE -> "the number is out of the range of a 32-bit float";
      case NUMBER, NOT_A_NUMBER -> "expected a decimal number or an empty field";
    };
  }

  private void skipSpace() {
    while (position < end && (in[position] == ' ' || in[position] == '\t')) {
      position++;
    }
  }

  private boolean atFieldEnd() {
    return position >= end
        || in[position] == ','
        || in[position] == '\n'
        || (in[position] == '\r' && position + 1 < end && in[position + 1] == '\n');
  }
}
