/**
 * What every engine looks like from outside: a file in, a {@link
 * io.tandem.modelcontainer.engine.Model} out; rows in, predictions out. Engines and formats know
 * this package and nothing of each other.
 */
@NullMarked
package io.tandem.modelcontainer.engine;

import org.jspecify.annotations.NullMarked;
