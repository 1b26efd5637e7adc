/**
 * The part of S3 that models and orders need, over a folder in which {@code bucket/key} is a file.
 *
 * <pre>
 * S3, the handler -> S3Request: which bucket, key and query -> Operation
 *   BucketOperations
 *   ObjectListing
 *   ObjectOperations         ObjectHeaders, Preconditions, ByteRange
 *   CopyOperations
 *   MultipartOperations, CompleteMultipartUpload
 *     RequestBody            AwsChunkedInputStream; XmlElement
 *     XmlAnswer
 * </pre>
 */
@NullMarked
package io.tandem.localaws.s3;

import org.jspecify.annotations.NullMarked;
