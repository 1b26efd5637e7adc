/**
 * Request bodies to rows, predictions to answers. No engine is known here.
 *
 * <pre>
 * body -> RowsReader: CsvRows, JsonRows or NpyRows -> RowBuffer -> RowsResult
 * predictions -> AnswerWriter: plain, or the selected OutputKeys -> CSV, JSON or JSON Lines
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.formats;

import org.jspecify.annotations.NullMarked;
