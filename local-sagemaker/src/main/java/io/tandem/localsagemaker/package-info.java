/**
 * Runs models and jobs on this machine as SageMaker would run them, from the API's requests.
 *
 * <pre>
 * terminal   the person's view, and the errors that are theirs to mend
 * record     CSV and JSON records, JSONPath, joins
 * request    what the API is asked for, from files
 * s3         the folder that stands for S3
 * pipeline   HTTP calls of the containers, one after the other
 * container  the containers as processes
 * multimodel the models of a multi-model container: first call, room, end
 * endpoint   the runtime's HTTP API            ^ knows those above it
 * transform  the batch transform job           ^ knows those above them
 * job        training and processing jobs
 * EndpointCommand, TransformCommand, TrainCommand, ProcessCommand: one class for each command
 * </pre>
 *
 * S3 is a folder, an image is a runnable jar; everything else follows the platform's contract.
 */
@NullMarked
package io.tandem.localsagemaker;

import org.jspecify.annotations.NullMarked;
