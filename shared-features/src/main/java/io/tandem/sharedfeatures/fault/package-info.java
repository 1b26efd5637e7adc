/**
 * What every part refuses, and how it says so.
 *
 * <pre>
 * a definition or artifact  -> DefinitionException  all problems, each with its place
 * an order or a record      -> Rejection            one place and its fault, as a value
 * many of them              -> RejectionGroups      the same fault together
 * anything too large        -> Limits
 * bytes, read as a tree     -> LimitedJson          refuses all that is beyond the limits
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.fault;

import org.jspecify.annotations.NullMarked;
