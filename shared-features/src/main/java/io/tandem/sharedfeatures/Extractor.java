package io.tandem.sharedfeatures;

import java.util.List;

/**
 * Turns one JSON object after the other into vectors. Holds the buffers of one thread; not
 * thread-safe. Any bytes give a vector or a rejection, never an exception.
 */
public final class Extractor {
  private static final int NO_LABEL = -1;

  private final Encoding.Encoder[] encoders;
  private final int[] offsets;
  private final int width;
  private final OrderReader reader;
  private final int labelSlot;

  /**
   * @param labelSlot where the reader puts the label, or -1 when it reads bare orders
   */
  Extractor(List<Encoding.Encoder> encoders, int width, OrderReader reader, int labelSlot) {
    this.encoders = encoders.toArray(Encoding.Encoder[]::new);
    this.offsets = new int[encoders.size()];
    this.width = width;
    this.reader = reader;
    this.labelSlot = labelSlot;
    int offset = 0;
    for (int i = 0; i < this.encoders.length; i++) {
      offsets[i] = offset;
      offset += this.encoders[i].columns().size();
    }
  }

  public Extraction extract(byte[] json) {
    return extract(json, 0, json.length);
  }

  /** Of a part of an array: one complete JSON object, with white space around it at most. */
  public Extraction extract(byte[] json, int offset, int length) {
    Extraction.Rejection rejection = reader.read(json, offset, length);
    if (rejection != null) {
      return rejection;
    }
    float[] vector = new float[width];
    for (int i = 0; i < encoders.length; i++) {
      encoders[i].encode(reader.row, vector, offsets[i]);
    }
    double label = labelSlot == NO_LABEL ? Double.NaN : reader.row.numbers[labelSlot];
    return new Extraction.Vector(vector, label);
  }
}
