/**
 * The report, composed once and written as HTML and PDF, and its numbers as JSON.
 *
 * <pre>
 * Evaluation, Verdict -- Sections --> Document --> HtmlWriter, PdfWriter
 *                     ------------------------------> JsonWriter
 * </pre>
 */
@NullMarked
package io.tandem.evaluation.report;

import org.jspecify.annotations.NullMarked;
