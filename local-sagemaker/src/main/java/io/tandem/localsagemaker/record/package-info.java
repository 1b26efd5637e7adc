/**
 * Records of batch transform as the platform takes them apart: CSV, JSON, JSON Lines.
 *
 * <pre>
 * bytes --RecordFormat--> CsvSlices or JsonValue: where the parts lie in the bytes
 *                           --JsonPath--> the chosen parts, byte for byte
 *                           --join-----> a record and its answer in one
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.record;

import org.jspecify.annotations.NullMarked;
