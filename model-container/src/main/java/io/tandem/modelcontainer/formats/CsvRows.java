package io.tandem.modelcontainer.formats;

import org.jspecify.annotations.Nullable;

/**
 * CSV without a header: decimal numbers separated by commas, a row per line. Lines end with LF or
 * CRLF; spaces and tabs around a field and blank lines at the end are ignored.
 */
final class CsvRows {
  private final byte[] in;
  private final DecimalReader decimal;
  private final RowBuffer rows;
  private int position;
  private final int end;

  CsvRows(byte[] body, int width) {
    this.in = body;
    this.decimal = new DecimalReader(body);
    this.rows = new RowBuffer(width, body.length);
    this.position = RowsReader.start(body);
    this.end = RowsReader.end(body, position);
  }

  RowsResult read() {
    while (position < end) {
      String fault = row();
      if (fault != null) {
        return new RowsResult.Invalid("row " + rows.row() + fault);
      }
      if (!rows.endRow()) {
        return new RowsResult.Invalid("row " + rows.row() + ": " + rows.widthFault());
      }
      if (!rows.fits(1)) {
        return rows.tooLarge();
      }
    }
    return rows.finish();
  }

  /** Reads a line with its end; returns what is wrong with it. */
  private @Nullable String row() {
    while (true) {
      skipSpace();
      float value = Float.NaN;
      if (!atFieldEnd()) {
        value = decimal.read(position, end);
        position = decimal.position();
        skipSpace();
        if (decimal.outcome() != DecimalReader.Outcome.NUMBER || !atFieldEnd()) {
          return ", column " + (rows.columns() + 1) + ": " + expected();
        }
      }
      rows.add(value);
      if (position < end && in[position] == ',') {
        position++;
      } else {
        endLine();
        return null;
      }
    }
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

  private void endLine() {
    if (position < end && in[position] == '\r') {
      position++;
    }
    position++;
  }
}
