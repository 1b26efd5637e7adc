package io.tandem.modelcontainer.formats;

import io.tandem.inferenceserver.Lines;

/**
 * CSV without a header: decimal numbers separated by commas, a row per line. Lines end with LF or
 * CRLF; spaces and tabs around a field and blank lines at the end are ignored.
 */
final class CsvRows {
  private final CsvFields fields;
  private final RowBuffer rows;
  private final int width;

  CsvRows(byte[] body, int width) {
    int start = Lines.start(body);
    this.fields = new CsvFields(body, start, Lines.end(body, start));
    this.width = width;
    this.rows = new RowBuffer(width, body.length);
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
          return new RowsResult.Invalid(
              "row %d, column %d: %s".formatted(rows.row(), rows.columns() + 1, fields.fault()));
        }
        rows.add(value);
        more = fields.skipComma();
      }
      fields.skipLineEnd();
      if (!rows.endRow()) {
        return new RowsResult.Invalid("row " + rows.row() + ": " + rows.widthFault());
      }
    }
    return rows.finish();
  }
}
