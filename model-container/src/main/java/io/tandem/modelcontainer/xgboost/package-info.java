/**
 * XGBoost: its trees walked here, all else by its native library. Model files are checked here
 * before native code sees them.
 */
@NullMarked
package io.tandem.modelcontainer.xgboost;

import org.jspecify.annotations.NullMarked;
