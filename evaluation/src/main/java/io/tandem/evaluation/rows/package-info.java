/**
 * The rows that are judged: predictions and outcomes are read line by line, joined by id and sorted
 * by probability.
 *
 * <pre>
 * predictions, outcomes -- RowReader (JsonRow, CsvCells) --> Table -- Join --> JoinedRows
 * </pre>
 */
@NullMarked
package io.tandem.evaluation.rows;

import org.jspecify.annotations.NullMarked;
