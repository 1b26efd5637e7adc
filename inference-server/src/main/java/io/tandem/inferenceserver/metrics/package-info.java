/**
 * Counts of requests and of what an inference has counted, as lines in CloudWatch embedded metric
 * format.
 *
 * <pre>
 * request -> RequestMetrics -> Durations
 * every minute, and at the end: RequestMetrics, Counter -> Metrics -> MetricsLine -> standard output
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.metrics;

import org.jspecify.annotations.NullMarked;
