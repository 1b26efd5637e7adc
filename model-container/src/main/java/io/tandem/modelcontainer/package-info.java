/**
 * The container that turns vectors into predictions, and trains the model that does.
 *
 * <pre>
 * serve: Invocation -> formats: Rows -> model.Model (xgboost, onnx) -> Predictions -> formats: answer
 * train: channels -> train: matrices -> xgboost -> xgboost-model + manifest.json
 * inspect: a model as serve loads it -> what it is, and who predicts
 * </pre>
 *
 * {@code model} is the small stable package: the engines and the formats know it and nothing of
 * each other.
 */
@NullMarked
package io.tandem.modelcontainer;

import org.jspecify.annotations.NullMarked;
