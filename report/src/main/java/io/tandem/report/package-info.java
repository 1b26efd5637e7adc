/**
 * Reports for people: a document of blocks, composed once and written as HTML and as PDF, and
 * numbers as both show them. It knows nothing of what a report is about.
 *
 * <pre>
 * Blocks (texts, tables, cards, plots) --> Document --> HtmlWriter
 *                                                   --> PdfWriter (PdfPages, PdfTable)
 * </pre>
 */
@NullMarked
package io.tandem.report;

import org.jspecify.annotations.NullMarked;
