/** What the person at the terminal sees, and the error that is theirs to mend. */
@NullMarked
package io.tandem.localsagemaker.terminal;

import org.jspecify.annotations.NullMarked;
