/** Targets of {@code scripts/fuzz}, and what it found before, as tests. */
@NullMarked
package io.tandem.sharedfeatures.fuzz;

import org.jspecify.annotations.NullMarked;
