/**
 * The container that turns vectors into predictions, and trains the model that does.
 *
 * <pre>
 * serve:   artifact -> engine.Model (xgboost, onnx)
 *          Invocation -> formats: rows -> Model -> Predictions -> formats: answer
 * train:   channels -> trainingdata: TrainingData -> xgboost.train -> xgboost-model + manifest.json
 * inspect: a model as serve loads it -> what it is, and what computes its predictions
 * </pre>
 *
 * An engine is added in a package of its own and in the list in {@link
 * io.tandem.modelcontainer.ModelContainer#main}; nothing else names it.
 */
@NullMarked
package io.tandem.modelcontainer;

import org.jspecify.annotations.NullMarked;
