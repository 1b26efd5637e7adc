/**
 * Reads the JSON objects that people and tools write: definitions, states, requests, schemas.
 *
 * <pre>
 * bytes  -> JsonObject.read      one object, UTF-8, no name twice, within JsonLimits
 *        -> required, optional   a JsonField: a value that may be absent, and its place
 *           JsonField.text ...   the value as a type; a wrong one is noted and reads as absent
 *        -> refuseOtherFields    names nobody asked for, with a Suggestion
 *        -> Problems             everything that is wrong, in one list
 * </pre>
 *
 * Problems name the place and what was expected, never the data, which may be personal or secret.
 * Records on a hot path have readers of their own.
 */
@NullMarked
package io.tandem.strictjson;

import org.jspecify.annotations.NullMarked;
