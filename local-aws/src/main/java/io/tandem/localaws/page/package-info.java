/**
 * The page that a browser shows of this port, and what keeps other pages away from it.
 *
 * <pre>
 * BrowserGuard   refuses what a page of another origin asks; clients of AWS never meet it
 *   -> Page      GET / of a browser: one document, which asks the API itself for all it shows
 *   -> others    everything else
 * </pre>
 */
@NullMarked
package io.tandem.localaws.page;

import org.jspecify.annotations.NullMarked;
