/**
 * Step Functions: state machines in JSONata, of what this program has.
 *
 * <pre>
 * StatesApi: checks a request by AWS's own model, then
 *    Machines       what is kept of state machines
 *    Executions     what runs, and what has run
 *
 * query        expressions
 * definition   what a machine is, and what is wrong with it
 * task         what tasks call
 * execution    one execution: from state to state     ^ knows those above it
 * </pre>
 */
@NullMarked
package io.tandem.localaws.states;

import org.jspecify.annotations.NullMarked;
