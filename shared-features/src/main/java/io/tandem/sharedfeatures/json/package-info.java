/**
 * JSON as a tree, read at start and never on the serving path, and decimals as doubles.
 *
 * <pre>
 * bytes -> Json.read -> Json    every node knows its place
 * Json  -> canonical, compact   the same text for the same tree
 * text  -> Decimals.parse       the nearest double, for orders too
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.json;

import org.jspecify.annotations.NullMarked;
