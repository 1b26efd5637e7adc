/**
 * Training with XGBoost: hyperparameters and rows in, a model artifact out.
 *
 * <pre>
 * hyperparameters -> Hyperparameters      all that is wrong, together
 * channels        -> trainingdata: TrainingData
 *                 -> Boosting             round by round, from a Checkpoint on where there is one
 *                 -> BaseScoreRewrite     readable by older versions of XGBoost
 *                 -> xgboost-model and manifest.json, whose golden rows are computed as serving does
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.xgboost.train;

import org.jspecify.annotations.NullMarked;
