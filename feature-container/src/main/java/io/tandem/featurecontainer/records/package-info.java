/**
 * Records as JSON Lines, worked on by several threads.
 *
 * <pre>
 * RecordFile ... -> BatchReader (one thread) -> BatchQueue -> RecordRun.Work (one per thread)
 * </pre>
 *
 * Memory is bounded by the bytes of the batches that are under way. Work that must keep the order
 * of the input awaits its turn; a fault in such work is the first one of the input, however many
 * threads there are.
 */
@NullMarked
package io.tandem.featurecontainer.records;

import org.jspecify.annotations.NullMarked;
