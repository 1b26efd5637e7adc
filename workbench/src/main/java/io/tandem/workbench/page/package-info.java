/**
 * The page, and what keeps pages of others away from what it asks.
 *
 * <pre>
 * OwnRequests   refuses what is not asked by the page itself, under its own address
 *   -> Page     GET /: one document
 *   -> others   what the page asks
 * </pre>
 */
@NullMarked
package io.tandem.workbench.page;

import org.jspecify.annotations.NullMarked;
