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
  private final int rowsBefore;

  CsvRows(Body text, int width, int rowsBefore) {
    this.fields = new CsvFields(text.array(), text.begin(), text.end());
    this.width = width;
    this.rowsBefore = rowsBefore;
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
          return new RowsResult.Invalid(
              "row %d, column %d: %s".formatted(row(), rows.columns() + 1, fields.fault()));
        }
        rows.add(value);
        more = fields.skipComma();
      }
      fields.skipLineEnd();
      if (!rows.endRow()) {
        return new RowsResult.Invalid("row " + row() + ": " + rows.widthFault());
      }
    }
    return rows.finish();
  }

  private int row() {
    return rowsBefore + rows.row();
  }
}
