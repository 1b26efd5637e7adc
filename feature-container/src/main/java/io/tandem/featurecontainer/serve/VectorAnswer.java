package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.resources.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A form in which vectors are answered, made once for all answers.
 *
 * @param type what the answer is sent under, with the fingerprints where it has them
 * @param firstLine what stands before the vectors; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VectorAnswer(MediaType type, VectorFormat format, byte[] firstLine) {
  private static final byte[] NONE = {};

  /**
   * All that are offered, the default first.
   *
   * @param labelFirst a row with a label is no vector of the schema
   */
  static List<VectorAnswer> all(Fingerprints fingerprints, boolean labelFirst) {
    List<VectorAnswer> answers = new ArrayList<>();
    answers.add(new VectorAnswer(MediaType.of(MediaType.CSV), VectorFormat.CSV, NONE));
    answers.add(new VectorAnswer(MediaType.of(MediaType.JSON), VectorFormat.JSON, NONE));
    answers.add(
        new VectorAnswer(MediaType.of(MediaType.JSON_LINES), VectorFormat.JSON_LINES, NONE));
    answers.add(new VectorAnswer(MediaType.of(MediaType.NPY), VectorFormat.NPY, NONE));
    answers.add(
        labelFirst
            ? new VectorAnswer(
                fingerprints.asParametersOf(MediaType.TRAINING_VECTORS_CSV),
                VectorFormat.CSV,
                (fingerprints.line() + "\n").getBytes(StandardCharsets.US_ASCII))
            : new VectorAnswer(
                fingerprints.asParametersOf(MediaType.VECTORS_CSV), VectorFormat.CSV, NONE));
    return List.copyOf(answers);
  }

  void begin(ByteBuilder out) {
    out.append(firstLine);
    format.begin(out);
  }
}
