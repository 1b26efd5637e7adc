/**
 * How much the server takes on.
 *
 * <pre>
 * EventLoopWatch      refuses when an I/O thread stays behind
 * InvocationScheduler    this thread, or a queue before a pool; by ServiceTime, what computing took lately
 *   AdmissionControl  refuses what would wait too long
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.load;

import org.jspecify.annotations.NullMarked;
