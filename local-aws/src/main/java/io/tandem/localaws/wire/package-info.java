/**
 * What a request is for, and AWS's JSON protocol.
 *
 * <pre>
 * ServiceRouter --signed for--> S3, the runtime, STS
 *               --JSON-------> JsonProtocol --> JsonService: an operation, an object in, one out
 *                                               ModelledService: held to AWS's service model
 *                                           \-> AwsException: a code and a message
 * </pre>
 */
@NullMarked
package io.tandem.localaws.wire;

import org.jspecify.annotations.NullMarked;
