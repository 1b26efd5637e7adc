/**
 * Why a prediction is as high as it is, in words that a feature set gives its features.
 *
 * <pre>
 * schema.json, manifest.json -> ReasonsReader -> Reasons: by feature
 * contributions of a row -> ReasonRanking -> the strongest, with their shares
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.reasons;

import org.jspecify.annotations.NullMarked;
