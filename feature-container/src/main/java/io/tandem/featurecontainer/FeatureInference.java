package io.tandem.featurecontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.Lines;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.OperatorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Orders to vectors: one order as JSON, or several as JSON Lines. */
final class FeatureInference implements Inference {
  private static final List<String> CONTENT_TYPES = List.of(MediaType.JSON, MediaType.JSON_LINES);

  private static final int FIRST_ANSWER_BYTES = 1 << 10;
  private static final Duration WARM_UP = Duration.ofMillis(20);

  /**
   * A few bytes of an order may mean thousands of columns: the answers of all threads, while they
   * grow, must fit into the heap beside the bodies.
   */
  private static final long HEAP_PER_ANSWER = 8;

  private static final long LARGEST_ANSWER = 256L << 20;

  private final List<String> accepts;
  private final boolean labelFirst;
  private final Fingerprints fingerprints;
  private final long maxAnswerBytes;

  /** The buffers of one compute thread; the threads are few and live as long as the server. */
  private final ThreadLocal<Extractor> extractors;

  /** Of every thread's extractor. */
  private final Queue<ExtractionCounts> counts = new ConcurrentLinkedQueue<>();

  FeatureInference(FeatureSet features, boolean labelFirst, long maxAnswerBytes) {
    this.labelFirst = labelFirst;
    this.maxAnswerBytes = maxAnswerBytes;
    this.fingerprints =
        new Fingerprints(features.schemaFingerprint(), features.semanticsFingerprint());
    this.extractors =
        ThreadLocal.withInitial(
            () -> {
              Extractor extractor = labelFirst ? features.records() : features.orders();
              counts.add(extractor.counts());
              return extractor;
            });
    List<String> offered =
        new ArrayList<>(
            List.of(MediaType.CSV, MediaType.JSON, MediaType.JSON_LINES, MediaType.NPY));
    // A row with a label is no vector of the schema.
    offered.add(labelFirst ? MediaType.TRAINING_VECTORS_CSV : MediaType.VECTORS_CSV);
    this.accepts = List.copyOf(offered);
  }

  static FeatureInference load(FeatureSet features, boolean labelFirst) {
    long share = Runtime.getRuntime().maxMemory() / HEAP_PER_ANSWER;
    FeatureInference inference =
        new FeatureInference(features, labelFirst, Math.min(share, LARGEST_ANSWER));
    if (!labelFirst) {
      WarmUp.run(inference, inference.samples(features.goldenOrders()), WARM_UP);
    }
    return inference;
  }

  /** Every golden order, by turns in each pair of what is read and what is answered. */
  List<Invocation> samples(List<byte[]> orders) {
    List<Invocation> samples = new ArrayList<>();
    for (byte[] order : orders) {
      String contentType = CONTENT_TYPES.get(samples.size() % CONTENT_TYPES.size());
      String accept = accepts.get(samples.size() % accepts.size());
      samples.add(new Invocation(MediaType.of(contentType), accept, order));
    }
    return samples;
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
    try {
      return invocation.contentType().name().equals(MediaType.JSON_LINES)
          ? answerLines(invocation)
          : answerOne(invocation);
    } catch (OperatorException e) {
      // Its words are fit for the log, unlike those of any other exception.
      throw new ContainerException(e.getMessage(), e);
    }
  }

  private InvocationResult answerOne(Invocation invocation) {
    if (invocation.body().length == 0) {
      return invalid("the body is empty, expected an order as JSON");
    }
    return switch (extractors.get().extract(invocation.body())) {
      case Extraction.Vector vector -> {
        VectorFormat format = format(invocation.accept());
        ByteBuilder out = begin(format, invocation.accept());
        float[] row = row(vector);
        format.vector(out, row, true);
        format.end(out, 1, row.length);
        yield new Answered(answerType(invocation.accept()), out.toByteArray());
      }
      case Extraction.Rejection rejection -> invalid(rejection.toString());
    };
  }

  private InvocationResult answerLines(Invocation invocation) {
    byte[] body = invocation.body();
    VectorFormat format = format(invocation.accept());
    Lines lines = new Lines(body);
    Extractor extractor = extractors.get();
    ByteBuilder out = begin(format, invocation.accept());
    int width = 0;
    while (lines.next()) {
      switch (extractor.extract(body, lines.offset(), lines.length())) {
        case Extraction.Vector vector -> {
          float[] row = row(vector);
          width = row.length;
          format.vector(out, row, lines.number() == 1);
        }
        case Extraction.Rejection rejection -> {
          return invalid("line " + lines.number() + ": " + rejection);
        }
      }
      if (out.length() > maxAnswerBytes) {
        return new Rejected(
            Reason.TOO_LARGE,
            "the vectors of the first "
                + lines.number()
                + " orders take more than "
                + maxAnswerBytes
                + " bytes; send fewer orders at a time");
      }
    }
    if (lines.number() == 0) {
      return invalid("the body is empty, expected one order as JSON per line");
    }
    format.end(out, lines.number(), width);
    return new Answered(answerType(invocation.accept()), out.toByteArray());
  }

  private static Rejected invalid(String detail) {
    return new Rejected(Reason.INVALID_INPUT, detail);
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

  private ByteBuilder begin(VectorFormat format, String accept) {
    ByteBuilder out = new ByteBuilder(FIRST_ANSWER_BYTES);
    if (accept.equals(MediaType.TRAINING_VECTORS_CSV)) {
      out.append(fingerprints.line());
      out.append((byte) '\n');
    }
    format.begin(out);
    return out;
  }

  private MediaType answerType(String accept) {
    return switch (accept) {
      case MediaType.VECTORS_CSV, MediaType.TRAINING_VECTORS_CSV -> fingerprints.on(accept);
      default -> MediaType.of(accept);
    };
  }

  private static VectorFormat format(String accept) {
    return switch (accept) {
      case MediaType.CSV, MediaType.VECTORS_CSV, MediaType.TRAINING_VECTORS_CSV -> VectorFormat.CSV;
      case MediaType.JSON -> VectorFormat.JSON;
      case MediaType.JSON_LINES -> VectorFormat.JSON_LINES;
      case MediaType.NPY -> VectorFormat.NPY;
      default -> throw new IllegalArgumentException("not offered: " + accept);
    };
  }

  /**
   * How many values were {@code Missing}, {@code WrongType}, {@code OutOfRange}, by {@code Source},
   * or {@code Unseen}, by {@code Feature}.
   */
  @Override
  public List<Counter> counters() {
    return ExtractionCounts.sum(counts).stream().map(FeatureInference::counter).toList();
  }

  private static Counter counter(ExtractionCounts.Count count) {
    long total = count.number();
    Map<String, String> source = Map.of("Source", count.name());
    return switch (count.reason()) {
      case MISSING -> new Counter("Missing", source, total);
      case WRONG_TYPE -> new Counter("WrongType", source, total);
      case OUT_OF_RANGE -> new Counter("OutOfRange", source, total);
      case UNSEEN -> new Counter("Unseen", Map.of("Feature", count.name()), total);
    };
  }

  @Override
  public void close() {}
}
