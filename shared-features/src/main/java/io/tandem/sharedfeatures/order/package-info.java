/**
 * An order's JSON to typed values.
 *
 * <pre>
 * Source...                            what is read: path, kind, what stands for missing
 *   -> SourceTree                      all paths as one tree
 * order bytes -> OrderParsers          strict JSON, bounded
 *   -> OrderReader                     one streaming pass through the tree
 *   -> Row                             the values, by slot; reused from order to order
 *   -> MissingReasons, SourceCounts    why sources have no value, and how often
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.order;

import org.jspecify.annotations.NullMarked;
