/**
 * How much the server takes on, and where it is computed; knows no HTTP.
 *
 * <pre>
 * EventLoopWatch         refuses when an I/O thread stays behind
 * InvocationScheduler    computes on this thread, or on a pool behind a queue
 *   ServiceTimes         what invocations of one model have lately taken, by ServiceTime
 *   AdmissionControl     refuses what would wait too long
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.admission;

import org.jspecify.annotations.NullMarked;
