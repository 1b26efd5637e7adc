/**
 * Expressions in JSONata, as state machines have them.
 *
 * <pre>
 * Queries --source, bindings--> a thread of its own: JSONata --> Json, or a QueryException
 *    JavaValues     Json, and what JSONata computes with
 *    Budget         how long, how deep and how large an evaluation may be
 *    Texts          JSONata's functions of texts, within the budget
 *    Additions      the functions that Step Functions adds
 * </pre>
 */
@NullMarked
package io.tandem.localaws.states.query;

import org.jspecify.annotations.NullMarked;
