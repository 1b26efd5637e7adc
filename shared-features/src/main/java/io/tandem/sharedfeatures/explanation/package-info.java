/**
 * How the vector of one order came about, for people.
 *
 * <pre>
 * order bytes -> Explainer -> ExplanationBuilder   the steps of every feature
 *             -> Explained: Explanation, as text or JSON, or the rejection
 * </pre>
 *
 * Personal values are masked or hidden.
 */
@NullMarked
package io.tandem.sharedfeatures.explanation;

import org.jspecify.annotations.NullMarked;
