/** What every engine looks like from outside: rows in, predictions out. */
@NullMarked
package io.tandem.modelcontainer.engine;

import org.jspecify.annotations.NullMarked;
