@NullMarked
package io.tandem.evaluation;

import org.jspecify.annotations.NullMarked;
