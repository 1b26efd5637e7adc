/**
 * Asynchronous inference: input and output are objects, the ends are notifications.
 *
 * <pre>
 * AsyncConfig: what a configuration asks for
 * AsyncInvocation: one request of InvokeEndpointAsync, read from its headers
 * AsyncInvocations: those of one endpoint that wait and run, bounded
 *    AsyncCall: runs one, from its input to its output or failure
 *    Topics: notifications as files
 * </pre>
 */
@NullMarked
package io.tandem.localaws.async;

import org.jspecify.annotations.NullMarked;
