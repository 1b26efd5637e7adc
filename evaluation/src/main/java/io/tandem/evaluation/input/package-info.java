/**
 * What an evaluation reads: its definition, predictions and outcomes, joined by id.
 *
 * <pre>
 * evaluation.json ------------------------ DefinitionReader --> Definition
 * predictions, outcomes -- RowReader --> Table -- Join -------> Rows
 * </pre>
 */
@NullMarked
package io.tandem.evaluation.input;

import org.jspecify.annotations.NullMarked;
