/**
 * Log lines on standard output, one JSON object per event.
 *
 * <pre>
 * slf4j -> java.util.logging -> Logs -> JsonLogFormatter -> JsonObjectWriter
 * a failure that may quote a body -> RedactedThrowable
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.log;

import org.jspecify.annotations.NullMarked;
