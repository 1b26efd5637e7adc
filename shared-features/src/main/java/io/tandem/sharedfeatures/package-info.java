@NullMarked
package io.tandem.sharedfeatures;

import org.jspecify.annotations.NullMarked;
