@NullMarked
package io.tandem.modelcontainer;

import org.jspecify.annotations.NullMarked;
