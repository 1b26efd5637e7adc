/** Checks for those who write definitions and encodings of their own, for use in their tests. */
@NullMarked
package io.tandem.sharedfeatures.testkit;

import org.jspecify.annotations.NullMarked;
