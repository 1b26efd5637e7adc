/**
 * What the rules of the layout look at. The rules themselves are the tests of this module.
 *
 * <pre>
 * Project    classes, arrows and sources of all modules
 * Circles    the circles of arrows
 *
 * LayoutTest     no circle, no arrow upwards in the list of layers, no crowded folder
 * WallTest       what a module shows to others, and what the feature library must not know
 * PicturesTest   the pictures in docs/ have the modules and arrows of the poms
 * DocumentsTest  lines of prose are not too wide, links lead somewhere, the README is one screen
 * </pre>
 */
@NullMarked
package io.tandem.architecture;

import org.jspecify.annotations.NullMarked;
