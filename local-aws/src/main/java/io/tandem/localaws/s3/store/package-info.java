/**
 * Buckets, objects and uploads as folders and files. Knows no HTTP.
 *
 * <pre>
 * root/bucket/key                the bytes of an object; put there by hand, too
 * root/.s3/objects/bucket/hash   what is remembered of it, while size and time of its file are those
 * root/.s3/uploads/id            parts of a multipart upload
 * root/.s3/under-way             files that are not complete; deleted when the process starts
 * </pre>
 */
@NullMarked
package io.tandem.localaws.s3.store;

import org.jspecify.annotations.NullMarked;
