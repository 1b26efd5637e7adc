/**
 * Text rules that depend neither on the locale, nor on UTF-16, nor on the JDK: every runtime gives
 * the same.
 *
 * <pre>
 * Texts           white space, folding, order of UTF-8
 * Decimals        decimals as the nearest double, and back
 * Letters         letters and lower case as of Unicode 16.0       letters.txt
 * Composition     letters and their marks, together and apart     composition.txt
 * PublicSuffixes  the registrable domain of an address            public_suffix_list.dat
 * Murmur3         the hash of hashing features
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.text;

import org.jspecify.annotations.NullMarked;
