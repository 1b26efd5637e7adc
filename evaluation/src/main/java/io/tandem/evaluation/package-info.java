/**
 * The program: predictions and outcomes in, a report and an exit status out. The packages below it,
 * each knowing only those to its left:
 *
 * <pre>
 * statistics &lt;-- definition &lt;-- rows &lt;-- comparison &lt;-- report &lt;-- EvaluationRun &lt;-- EvaluateCommand, ProcessingJob
 * </pre>
 */
@NullMarked
package io.tandem.evaluation;

import org.jspecify.annotations.NullMarked;
