package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.resources.ByteBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A media type that vectors are answered in, with how they are then written.
 *
 * @param mediaType with the fingerprints where it carries them
 * @param firstLine stands before the vectors; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AnswerType(MediaType mediaType, VectorFormat format, byte[] firstLine) {
  private static final byte[] NONE = {};

  /**
   * All that are offered, the default first.
   *
   * @param trainingHead stands before training vectors; empty for vectors of orders. A row with a
   *     label is no vector of the schema
   */
  static List<AnswerType> all(Fingerprints fingerprints, Optional<byte[]> trainingHead) {
    List<AnswerType> types = new ArrayList<>();
    types.add(new AnswerType(MediaType.of(MediaType.CSV), VectorFormat.CSV, NONE));
    types.add(new AnswerType(MediaType.of(MediaType.JSON), VectorFormat.JSON, NONE));
    types.add(new AnswerType(MediaType.of(MediaType.JSON_LINES), VectorFormat.JSON_LINES, NONE));
    types.add(new AnswerType(MediaType.of(MediaType.NPY), VectorFormat.NPY, NONE));
    types.add(
        trainingHead
            .map(
                head ->
                    new AnswerType(
                        fingerprints.asParametersOf(MediaType.TRAINING_VECTORS_CSV),
                        VectorFormat.CSV,
                        head))
            .orElseGet(
                () ->
                    new AnswerType(
                        fingerprints.asParametersOf(MediaType.VECTORS_CSV),
                        VectorFormat.CSV,
                        NONE)));
    return List.copyOf(types);
  }

  void begin(ByteBuilder out) {
    out.append(firstLine);
    format.begin(out);
  }
}
