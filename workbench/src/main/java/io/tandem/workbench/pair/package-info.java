/**
 * What is shown: a feature set with its model, as the order container serves them, and orders.
 *
 * <pre>
 * folder -> Pair: Inference, the order container's own  -> the prediction, as production answers it
 *                 Explainer                             -> how each feature came about
 *                 DriftMonitor                          -> its place in the training profile
 * file -> OrderFile: orders to pick from
 * </pre>
 */
@NullMarked
package io.tandem.workbench.pair;

import org.jspecify.annotations.NullMarked;
