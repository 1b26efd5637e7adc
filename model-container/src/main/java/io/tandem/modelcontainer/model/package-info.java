/** What every engine looks like from outside: rows in, predictions out. */
@NullMarked
package io.tandem.modelcontainer.model;

import org.jspecify.annotations.NullMarked;
