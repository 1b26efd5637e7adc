/** Protobuf messages of any length, read without a schema. */
@NullMarked
package io.tandem.modelcontainer.protobuf;

import org.jspecify.annotations.NullMarked;
