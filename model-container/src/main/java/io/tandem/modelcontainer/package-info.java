/**
 * The container that turns vectors into predictions, and trains the model that does.
 *
 * <pre>
 * serve:   artifact -> engine.Model (xgboost, lightgbm, ...)
 *          Invocation -> ModelInference, formats: rows -> RowPredictor: Model -> formats: answer
 *          rows of a feature set in the same process   -> RowPredictor
 * train:   channels -> trainingdata: TrainingData -> xgboost.train -> xgboost-model + manifest.json
 * inspect: a model as serve loads it -> what it is, and what computes its predictions
 * bind:    a model of another framework, vectors -> trainingdata -> the model + manifest.json
 * </pre>
 *
 * An engine is added in a package of its own and in the list in {@link
 * io.tandem.modelcontainer.ModelContainer#engines()}; nothing else names it. One that is too large
 * for every image has a module of its own, whose main adds it to that list.
 */
@NullMarked
package io.tandem.modelcontainer;

import org.jspecify.annotations.NullMarked;
