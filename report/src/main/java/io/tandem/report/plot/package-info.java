/**
 * Plots that are drawn once for two back ends: SVG and PDF, both vectors, both the same bytes for
 * the same numbers. Lengths are those of the drawing, about a CSS pixel each; y grows downwards.
 *
 * <pre>
 * XyPlot, IntervalPlot --> Canvas: SvgCanvas, PdfCanvas
 * </pre>
 */
@NullMarked
package io.tandem.report.plot;

import org.jspecify.annotations.NullMarked;
