/**
 * The program: predictions and outcomes in, a report and an exit status out. The packages below it,
 * each knowing only those to its left:
 *
 * <pre>
 * statistics &lt;-- input &lt;-- comparison &lt;-- report (and plot) &lt;-- Evaluate
 * </pre>
 */
@NullMarked
package io.tandem.evaluation;

import org.jspecify.annotations.NullMarked;
