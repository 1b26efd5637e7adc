/** Reads the text of header values; the ground of media types and of what the server negotiates. */
@NullMarked
package io.tandem.inferenceserver.header;

import org.jspecify.annotations.NullMarked;
