/**
 * A folder that stands for S3.
 *
 * <pre>
 * S3Folder  s3://bucket/key -> a path below the folder; the objects of a prefix
 * PartFile  an object while it is written, unseen until it is complete
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.s3;

import org.jspecify.annotations.NullMarked;
