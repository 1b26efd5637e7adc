/**
 * What tasks call: other services of this program, over HTTP on the port that all clients use.
 *
 * <pre>
 * Tasks --by service--> SagemakerTask   operations; jobs until they have ended
 *                       S3Task, RuntimeTask
 *                       TaskTokens      until somebody answers
 *    LocalClient: requests as clients send them
 * </pre>
 */
@NullMarked
package io.tandem.localaws.states.task;

import org.jspecify.annotations.NullMarked;
