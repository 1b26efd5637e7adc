package io.tandem.featurecontainer;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.Lines;
import io.tandem.inferenceserver.MediaType;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Orders to vectors: one order as JSON, or several as JSON Lines. */
final class FeatureInference implements Inference {
  private static final List<String> CONTENT_TYPES = List.of(MediaType.JSON, MediaType.JSON_LINES);

  private final List<String> accepts;
  private final boolean labelFirst;
  private final String fingerprint;

  /** The buffers of one compute thread; the threads are few and live as long as the server. */
  private final ThreadLocal<Extractor> extractors;

  private FeatureInference(FeatureSet features, boolean labelFirst) {
    this.labelFirst = labelFirst;
    this.fingerprint = features.schemaFingerprint();
    this.extractors =
        ThreadLocal.withInitial(() -> labelFirst ? features.records() : features.orders());
    List<String> offered =
        new ArrayList<>(
            List.of(MediaType.CSV, MediaType.JSON, MediaType.JSON_LINES, MediaType.NPY));
    if (!labelFirst) {
      // A row with a label is no vector of the schema.
      offered.add(MediaType.VECTORS_CSV);
    }
    this.accepts = List.copyOf(offered);
  }

  static FeatureInference load(FeatureSet features, boolean labelFirst) {
    return new FeatureInference(features, labelFirst);
  }

  @Override
  public List<String> contentTypes() {
    return CONTENT_TYPES;
  }

  @Override
  public List<String> accepts() {
    return accepts;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    boolean lines = invocation.contentType().name().equals(MediaType.JSON_LINES);
    return switch (lines ? vectorsOfLines(invocation.body()) : vectorOf(invocation.body())) {
      case Vectors(var rows) ->
          new Answered(answerType(invocation.accept()), format(invocation.accept()).write(rows));
      case Refused(var detail) -> new Rejected(Reason.INVALID_INPUT, detail);
    };
  }

  private sealed interface Extracted {}

  private record Vectors(List<float[]> rows) implements Extracted {}

  private record Refused(String detail) implements Extracted {}

  private Extracted vectorOf(byte[] body) {
    if (body.length == 0) {
      return new Refused("the body is empty, expected an order as JSON");
    }
    return switch (extractors.get().extract(body)) {
      case Extraction.Vector vector -> new Vectors(List.of(row(vector)));
      case Extraction.Rejection rejection -> new Refused(rejection.toString());
    };
  }

  private Extracted vectorsOfLines(byte[] body) {
    Lines lines = new Lines(body);
    Extractor extractor = extractors.get();
    List<float[]> rows = new ArrayList<>();
    while (lines.next()) {
      switch (extractor.extract(body, lines.offset(), lines.length())) {
        case Extraction.Vector vector -> rows.add(row(vector));
        case Extraction.Rejection rejection -> {
          return new Refused("line " + lines.number() + ": " + rejection);
        }
      }
    }
    return rows.isEmpty()
        ? new Refused("the body is empty, expected one order as JSON per line")
        : new Vectors(rows);
  }

  private float[] row(Extraction.Vector vector) {
    if (!labelFirst) {
      return vector.values();
    }
    float[] row = new float[1 + vector.values().length];
    row[0] = (float) vector.label();
    System.arraycopy(vector.values(), 0, row, 1, vector.values().length);
    return row;
  }

  private MediaType answerType(String accept) {
    return accept.equals(MediaType.VECTORS_CSV)
        ? new MediaType(accept, Map.of(MediaType.SCHEMA, fingerprint))
        : MediaType.of(accept);
  }

  private static VectorFormat format(String accept) {
    return switch (accept) {
      case MediaType.CSV, MediaType.VECTORS_CSV -> VectorFormat.CSV;
      case MediaType.JSON -> VectorFormat.JSON;
      case MediaType.JSON_LINES -> VectorFormat.JSON_LINES;
      case MediaType.NPY -> VectorFormat.NPY;
      default -> throw new IllegalArgumentException("not offered: " + accept);
    };
  }

  @Override
  public void close() {}
}
