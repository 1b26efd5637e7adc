/** Functions of the C library in single precision, with its bits. */
@NullMarked
package io.tandem.modelcontainer.floatmath;

import org.jspecify.annotations.NullMarked;
