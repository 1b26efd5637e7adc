/**
 * Encodings of one's own: what a derived image implements and hands to the feature set. A
 * definition names them beside the built-in ones.
 */
@NullMarked
package io.tandem.sharedfeatures.custom;

import org.jspecify.annotations.NullMarked;
