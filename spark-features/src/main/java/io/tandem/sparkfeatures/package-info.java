/**
 * Fits feature sets and makes training vectors on a Spark cluster, with the library that serves.
 */
@NullMarked
package io.tandem.sparkfeatures;

import org.jspecify.annotations.NullMarked;
