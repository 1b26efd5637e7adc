/** The terminal, and the error that the person at it can mend. */
@NullMarked
package io.tandem.localsagemaker.terminal;

import org.jspecify.annotations.NullMarked;
