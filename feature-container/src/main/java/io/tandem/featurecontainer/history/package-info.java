/**
 * Histories of customers and keys, computed on this machine.
 *
 * <pre>
 * files -> HistoryReading -> RowSorter -> RowSorter -> RowSorter -> HistoryRun: records with blocks
 *          (a thread each)   by order     by key       by record
 * </pre>
 *
 * The steps between the sorters are those of {@code io.tandem.sharedfeatures.history}, which a
 * cluster runs, too.
 */
@NullMarked
package io.tandem.featurecontainer.history;

import org.jspecify.annotations.NullMarked;
