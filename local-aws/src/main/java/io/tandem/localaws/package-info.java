/**
 * AWS's own protocols on one port of this machine, over what local-sagemaker runs.
 *
 * <pre>
 * wire       which service a request is for; the JSON protocol
 * s3         objects, in the folder that stands for S3
 * sts        who the caller is
 * resource   models, endpoints, jobs: what is kept of them
 * logs       what they said, as CloudWatch Logs has it
 * sagemaker  the control plane and the runtime      ^ knows those above it
 * states     Step Functions, whose tasks ask the others over HTTP
 * page       the page of a browser, which asks them all; what keeps other pages away
 * LocalAws   the program: options, one server
 * </pre>
 */
@NullMarked
package io.tandem.localaws;

import org.jspecify.annotations.NullMarked;
