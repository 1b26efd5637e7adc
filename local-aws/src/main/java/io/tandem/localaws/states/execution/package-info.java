/**
 * One execution of a machine: what happens, and what is written of it.
 *
 * <pre>
 * Interpreter    from state to state
 *    Attempts      retriers and catchers
 *    Branches      what runs side by side: Parallel, Map
 *    Evaluation    templates with their expressions
 *    Strand        where one line of states is: its variables, its last event
 * History        events, as GetExecutionHistory has them   \ lines of the
 * Progress       where each strand is, for a redrive       / Journal
 * </pre>
 */
@NullMarked
package io.tandem.localaws.states.execution;

import org.jspecify.annotations.NullMarked;
