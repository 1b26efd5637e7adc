/**
 * CloudWatch Logs, over the files that endpoints and jobs write: what is read is what is there.
 *
 * <pre>
 * LogsApi: checks a request by AWS's own model, then answers from
 *    LogCatalog    which groups and streams there are
 *    LogStream     one file; a page of its events by the LogFile
 *    TermPattern   which messages a filter wants
 * StampedLines: writes such a file
 * </pre>
 */
@NullMarked
package io.tandem.localaws.logs;

import org.jspecify.annotations.NullMarked;
