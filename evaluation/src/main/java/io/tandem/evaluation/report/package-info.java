/**
 * The report: sections turn an evaluation into the blocks of a document, which the module {@code
 * report} writes as HTML and PDF; its numbers are written as JSON too.
 *
 * <pre>
 * Evaluation, Verdict -- Report: sections --> Document --> report.html, report.pdf
 *                     -- JsonWriter ---------------------> report.json
 *                     -- Summary ------------------------> the terminal
 * </pre>
 */
@NullMarked
package io.tandem.evaluation.report;

import org.jspecify.annotations.NullMarked;
