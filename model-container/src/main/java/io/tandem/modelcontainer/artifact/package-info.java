/** What an artifact states about its model: written by {@code train}, checked by {@code serve}. */
@NullMarked
package io.tandem.modelcontainer.artifact;

import org.jspecify.annotations.NullMarked;
