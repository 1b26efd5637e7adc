/**
 * Runs a CreateModel request on this machine as SageMaker would run it.
 *
 * <pre>
 * terminal   the person's view, and the errors that are theirs to mend
 * record     CSV and JSON records, JSONPath, joins
 * request    CreateModel and CreateTransformJob, from files
 * pipeline   HTTP calls of the containers, one after the other
 * container  the containers as processes
 * multimodel the models of a multi-model container: first call, room, end
 * endpoint   the runtime's HTTP API            ^ knows those above it
 * transform  the batch transform job           ^ knows those above them
 * EndpointCommand, TransformCommand: one class for each command
 * </pre>
 *
 * S3 is a folder, an image is a runnable jar; everything else follows the platform's contract.
 */
@NullMarked
package io.tandem.localsagemaker;

import org.jspecify.annotations.NullMarked;
