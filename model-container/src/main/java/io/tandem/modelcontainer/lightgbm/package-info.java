/**
 * LightGBM, in plain Java: no library of its own is needed.
 *
 * <pre>
 * LightgbmEngine -> LightgbmModel: a file in, predictions out
 *   ModelText -> TreeText     the file's lines, all checked
 *   ForestReader              LightGBM's rules as conditions of a DoubleForest
 *   Objective                 raw scores -> predictions
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.lightgbm;

import org.jspecify.annotations.NullMarked;
