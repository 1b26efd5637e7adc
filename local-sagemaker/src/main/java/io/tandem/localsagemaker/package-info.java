@NullMarked
package io.tandem.localsagemaker;

import org.jspecify.annotations.NullMarked;
