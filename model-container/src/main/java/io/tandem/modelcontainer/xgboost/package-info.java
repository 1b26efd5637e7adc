/**
 * XGBoost: its trees walked here, all else by its native library. Model files are checked here
 * before native code sees them.
 *
 * <pre>
 * file -> ModelDocument      JSON, UBJSON or the binary form, as a tree of ModelNodes
 *      -> ModelDescription   what the model says of itself; TreeCheck: its trees are trees
 *      -> ForestReader       -> ForestMargins: trees.Forest and a LinkFunction
 *      -> NativeBooster      the library
 * XgboostModel: the forest where it gives the library's margins bit for bit, else the library
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.xgboost;

import org.jspecify.annotations.NullMarked;
