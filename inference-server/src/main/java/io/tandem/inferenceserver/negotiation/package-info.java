/**
 * The media types of a request and its answer.
 *
 * <pre>
 * headers -> Negotiation (AcceptHeader) -> content type and offer, or a refusal
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.negotiation;

import org.jspecify.annotations.NullMarked;
