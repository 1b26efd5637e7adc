package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.OrderReader;
import java.util.List;

/**
 * Turns one JSON object after the other into vectors. Not thread-safe: one thread at a time. Any
 * bytes give a vector or a rejection, never an exception but one: a {@code CustomEncodingException}
 * when a custom encoding throws; the next order is none the worse for it.
 */
public final class Extractor {
  private final Encoding.Encoder[] encoders;
  private final int[] offsets;
  private final int width;
  private final boolean labelFirst;
  private final OrderReader reader;
  private final ExtractionCounts counts;

  Extractor(FeatureDefinition definition, List<Encoding.Encoder> encoders, OrderReader reader) {
    this.encoders = encoders.toArray(Encoding.Encoder[]::new);
    this.offsets = new int[encoders.size()];
    this.reader = reader;
    this.labelFirst = reader.row.isRecord();
    this.counts = new ExtractionCounts(definition, reader.counts);
    int offset = labelFirst ? 1 : 0;
    for (int i = 0; i < this.encoders.length; i++) {
      offsets[i] = offset;
      offset += this.encoders[i].columns().size();
    }
    this.width = offset;
  }

  public Extraction extract(byte[] json) {
    return extract(json, 0, json.length);
  }

  /** Of a part of an array: one complete JSON object, with white space around it at most. */
  public Extraction extract(byte[] json, int offset, int length) {
    Rejection rejection = reader.read(json, offset, length);
    if (rejection != null) {
      return new Extraction.Rejected(rejection);
    }
    float[] values = new float[width];
    if (labelFirst) {
      values[0] = (float) reader.row.label();
    }
    for (int i = 0; i < encoders.length; i++) {
      if (encoders[i].encode(reader.row, values, offsets[i]) == Encoding.Outcome.UNSEEN) {
        counts.addUnseen(i, encoders[i].unseen(reader.row));
      }
    }
    return new Extraction.Vector(values);
  }

  /** What was missing, wrong or unseen in the orders so far. May be handed to another thread. */
  public ExtractionCounts counts() {
    return counts;
  }
}
