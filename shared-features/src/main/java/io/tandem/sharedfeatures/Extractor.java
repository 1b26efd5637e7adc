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
  private final OrderReader reader;
  private final ExtractionCounts counts;

  Extractor(
      FeatureDefinition definition,
      List<Encoding.Encoder> encoders,
      int width,
      OrderReader reader) {
    this.encoders = encoders.toArray(Encoding.Encoder[]::new);
    this.offsets = new int[encoders.size()];
    this.width = width;
    this.reader = reader;
    this.counts = new ExtractionCounts(definition, reader.counts);
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
    Rejection rejection = reader.read(json, offset, length);
    if (rejection != null) {
      return new Extraction.Rejected(rejection);
    }
    float[] vector = new float[width];
    for (int i = 0; i < encoders.length; i++) {
      if (encoders[i].encode(reader.row, vector, offsets[i]) == Encoding.Outcome.UNSEEN) {
        counts.addUnseen(i, encoders[i].unseen(reader.row));
      }
    }
    return new Extraction.Vector(vector, reader.row.isRecord() ? reader.row.label() : Double.NaN);
  }

  /** What was missing, wrong or unseen in the orders so far. May be handed to another thread. */
  public ExtractionCounts counts() {
    return counts;
  }
}
