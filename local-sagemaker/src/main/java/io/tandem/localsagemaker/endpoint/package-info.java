/**
 * SageMaker's runtime API for one endpoint.
 *
 * <pre>
 * EndpointServer -> RequestId -> InvocationsHandler -> LoadedModels, if there are many -> Pipeline
 *                                   InvocationHeaders: what passes in and out
 *                                   ByteBudget: bounds the bytes that are held
 *                                   RuntimeError: an error as the SDKs read it
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.endpoint;

import org.jspecify.annotations.NullMarked;
