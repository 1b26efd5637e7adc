/**
 * The requests of the AWS API, read from files.
 *
 * <pre>
 * file --RequestObject--> ModelRequest (CreateModel), TransformJob (CreateTransformJob)
 *                           a SetupException holds every problem with its place
 * S3Folder: s3://bucket/key -> a path below one folder
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.request;

import org.jspecify.annotations.NullMarked;
