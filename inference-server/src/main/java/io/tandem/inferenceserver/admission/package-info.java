/**
 * How much the server takes on, and where it is computed; knows no HTTP. Models share the machine
 * fairly: each has a {@link io.tandem.inferenceserver.admission.ModelQueue}.
 *
 * <pre>
 * EventLoopWatch         refuses when an I/O thread stays behind, a model beyond its share
 * InvocationScheduler    computes on this thread, or on one of a pool
 *   ServiceTimes         what invocations of one model have lately taken, by ServiceTime, LongCalls
 *   AdmissionControl     refuses what would wait too long
 *   FairQueue            the pool: who has had least of it comes next
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.admission;

import org.jspecify.annotations.NullMarked;
