/**
 * SageMaker's control plane and runtime, over the engine of local-sagemaker.
 *
 * <pre>
 * SagemakerApi: checks a request by AWS's own model, then hands it to
 *    Models, EndpointConfigs   things that are there at once
 *    Endpoints                 each with a LiveEndpoint: containers that come, change and go,
 *                              as a Deployment asks; Serving is what runs of it
 *    Jobs                      of three kinds, each run in a thread of its own
 *    Tags                      of all of them
 * RuntimeApi: InvokeEndpoint and InvokeEndpointAsync, on the containers of the LiveEndpoint
 * Platform: where all of them find objects, images and logs
 * </pre>
 */
@NullMarked
package io.tandem.localaws.sagemaker;

import org.jspecify.annotations.NullMarked;
