/** Request bodies to rows, predictions to answers. No engine is known here. */
@NullMarked
package io.tandem.modelcontainer.formats;

import org.jspecify.annotations.NullMarked;
