package io.tandem.localsagemaker.record;

import java.util.Arrays;

/**
 * Where a value lies in a text.
 *
 * @param end exclusive
 */
record ByteRange(int start, int end) {
  byte[] of(byte[] text) {
    return Arrays.copyOfRange(text, start, end);
  }
}
