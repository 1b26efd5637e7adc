@NullMarked
package io.tandem.sparkfeatures;

import org.jspecify.annotations.NullMarked;
