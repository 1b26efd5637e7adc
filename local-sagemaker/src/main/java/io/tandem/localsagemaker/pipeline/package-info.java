/**
 * Calls of containers over HTTP.
 *
 * <pre>
 * Pipeline: the containers in order, as the platform calls them
 *    ContainerClient: one call of one container --> CallResult, its body as AnswerBody says
 *    TargetModel: the model to call in a multi-model container
 *    --> InvocationResult: an answer, or which container failed and how
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.pipeline;

import org.jspecify.annotations.NullMarked;
