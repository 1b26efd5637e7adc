package io.tandem.modelcontainer.formats;

import io.tandem.inferenceserver.Body;

/**
 * CSV without a header: decimal numbers separated by commas, a row per line. Lines end with LF or
 * CRLF; spaces and tabs around a field and blank lines at the end are ignored.
 */
final class CsvRows {
  private final CsvFields fields;
  private final RowBuffer rows;
  private final int width;

  CsvRows(Body text, int width) {
    this.fields = new CsvFields(text.array(), text.begin(), text.end());
    this.width = width;
    this.rows = new RowBuffer(width, text.length());
  }

  RowsResult read() {
    while (!fields.atEnd()) {
      if (!rows.fits(width)) {
        return rows.tooLarge();
      }
      boolean more = true;
      while (more) {
        float value = fields.next();
        if (fields.fault() != null) {
          return invalid(", column " + (rows.columns() + 1) + ": " + fields.fault());
        }
        rows.add(value);
        more = fields.skipComma();
      }
      fields.skipLineEnd();
      if (!rows.endRow()) {
        return invalid(": " + rows.widthFault());
      }
    }
    return rows.finish();
  }

  private RowsResult invalid(String fault) {
    return new RowsResult.Invalid("row", rows.row(), fault);
  }
}
