/** Decimal numbers as the nearest float: of rows in CSV, and of model files. */
@NullMarked
package io.tandem.modelcontainer.decimal;

import org.jspecify.annotations.NullMarked;
