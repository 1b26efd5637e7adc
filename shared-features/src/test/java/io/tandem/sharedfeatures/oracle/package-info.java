/**
 * A second, slow and obvious implementation of the features, and generators of orders and
 * definitions to compare the two with.
 */
@NullMarked
package io.tandem.sharedfeatures.oracle;

import org.jspecify.annotations.NullMarked;
