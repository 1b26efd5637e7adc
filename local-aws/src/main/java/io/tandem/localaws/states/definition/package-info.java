/**
 * What a state machine is: Amazon States Language with JSONata, the part of it that runs here.
 *
 * <pre>
 * MachineReader --the text--> Machine, or all its Problems with their places
 *    StateReader    one state: which fields it may have
 *    Fields         an object of the definition, while it is read
 *    TaskResource   what a task calls
 * Machine --> State: Task, Choice, Pass, Wait, Parallel, MapState, Succeed, Fail
 *                    with Flow (output, variables, next) and Faults (retriers, catchers)
 * </pre>
 */
@NullMarked
package io.tandem.localaws.states.definition;

import org.jspecify.annotations.NullMarked;
