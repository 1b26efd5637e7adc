/**
 * One page on this machine that says of one order why its probability is what it is, and what would
 * change it.
 *
 * <pre>
 * Workbench: the command line -> Pair, once or twice: a feature set and its model
 *                             -> OrderFile: orders to pick from
 *                             -> WorkbenchServer: OwnRequests -> Page, or WorkbenchApi
 * </pre>
 */
@NullMarked
package io.tandem.workbench;

import org.jspecify.annotations.NullMarked;
