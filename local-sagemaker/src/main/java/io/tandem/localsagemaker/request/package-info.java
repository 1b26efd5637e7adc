/**
 * The requests of the AWS API, read from files.
 *
 * <pre>
 * file --RequestObject--> ModelRequest   CreateModel
 *                         TransformJob   CreateTransformJob
 *                         TrainingJob    CreateTrainingJob
 *                         ProcessingJob  CreateProcessingJob
 *                           a SetupException holds every problem with its place
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.request;

import org.jspecify.annotations.NullMarked;
