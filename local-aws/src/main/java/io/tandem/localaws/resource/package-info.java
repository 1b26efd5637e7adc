/**
 * The things that the API makes: what they are called, how they are described, and where they are
 * kept.
 */
@NullMarked
package io.tandem.localaws.resource;

import org.jspecify.annotations.NullMarked;
