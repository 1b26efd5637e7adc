/**
 * Data capture: what an endpoint was sent and answered, as objects of JSON Lines.
 *
 * <pre>
 * CaptureConfig: what a configuration asks for
 * DataCapture: a sample of the calls, from many threads to the one that writes
 *    CaptureBuffer: what waits to be written, bounded in bytes
 *    CaptureObjects: objects that appear whole, by their size and age
 *       CaptureLine: one call
 * </pre>
 */
@NullMarked
package io.tandem.localaws.capture;

import org.jspecify.annotations.NullMarked;
