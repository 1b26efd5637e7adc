package io.tandem.featurecontainer.serve;

import io.tandem.featurecontainer.records.ForeignForm;
import io.tandem.featurecontainer.records.Misplaced;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.inferenceserver.lines.LineCursor;
import io.tandem.inferenceserver.resources.ByteBuilder;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Orders to vectors: one order as JSON, or several as JSON Lines. */
public final class FeatureInference implements Inference {
  /**
   * {@code true}: invocations are training records, and every vector starts with the record's
   * label. That is how the vectors a model is trained on are made.
   */
  public static final String LABEL_FIRST = "TANDEM_LABEL_FIRST";

  private static final List<String> CONTENT_TYPES = List.of(MediaType.JSON, MediaType.JSON_LINES);

  private static final int FIRST_ANSWER_BYTES = 1 << 10;
  private static final Duration WARM_UP = Duration.ofMillis(20);

  private final List<VectorAnswer> answers;
  private final List<MediaType> accepts;
  private final Misplaced misplaced;
  private final ServingResources resources;
  private final ExtractorPool extractors;

  /**
   * @param resources not closed
   */
  FeatureInference(FeatureSet features, boolean labelFirst, ServingResources resources) {
    this.misplaced =
        new Misplaced(
            features.definition(),
            labelFirst,
            labelFirst
                ? "unset " + LABEL_FIRST + " to send orders"
                : "send its order alone, or set " + LABEL_FIRST);
    this.resources = resources;
    this.extractors = new ExtractorPool(labelFirst ? features::records : features::orders);
    this.answers =
        VectorAnswer.all(
            new Fingerprints(features.schemaFingerprint(), features.semanticsFingerprint()),
            labelFirst);
    this.accepts = answers.stream().map(VectorAnswer::type).toList();
  }

  /**
   * Warm.
   *
   * @param resources not closed
   */
  public static FeatureInference load(
      FeatureSet features, boolean labelFirst, ServingResources resources) {
    FeatureInference inference = new FeatureInference(features, labelFirst, resources);
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
      MediaType accept = accepts.get(samples.size() % accepts.size());
      samples.add(new Invocation(MediaType.of(contentType), accept, Body.of(order)));
    }
    return samples;
  }

  @Override
  public List<String> contentTypes() {
    return CONTENT_TYPES;
  }

  @Override
  public List<MediaType> accepts() {
    return accepts;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    try {
      return invocation.contentType().name().equals(MediaType.JSON_LINES)
          ? answerLines(invocation)
          : answerOne(invocation);
    } catch (CustomEncodingException e) {
      // Its words are fit for the log, unlike those of any other exception.
      throw new ContainerException(e.getMessage(), e);
    }
  }

  private InvocationResult answerOne(Invocation invocation) {
    Body body = invocation.body();
    if (body.length() == 0) {
      return invalid("the body is empty, expected an order as JSON");
    }
    Extractor extractor = extractors.take();
    try {
      return answerOne(extractor, body, answer(invocation.accept()));
    } finally {
      extractors.giveBack(extractor);
    }
  }

  private InvocationResult answerOne(Extractor extractor, Body body, VectorAnswer answer) {
    return switch (extractor.extract(body.array(), body.begin(), body.length())) {
      case Extraction.Vector vector -> {
        ByteBuilder out = new ByteBuilder(FIRST_ANSWER_BYTES);
        answer.begin(out);
        float[] row = vector.values();
        answer.format().vector(out, row, true);
        answer.format().end(out, out, 1, row.length);
        yield Answered.of(out.toByteBuffer());
      }
      case Extraction.Rejected rejection -> invalid(rejection + hint(body, body, false));
    };
  }

  /**
   * The vectors of some lines.
   *
   * @param count of them, up to the line that was rejected, if one was
   * @param fault of that line; null when none was
   */
  private record Vectors(ByteBuilder out, int count, int width, @Nullable String fault) {}

  private InvocationResult answerLines(Invocation invocation) {
    Body text = invocation.body().text();
    if (text.length() == 0) {
      return invalid("the body is empty, expected one order as JSON per line");
    }
    VectorAnswer answer = answer(invocation.accept());
    AtomicLong bytes = new AtomicLong();
    List<Vectors> all =
        resources.lines().compute(text, (lines, first) -> vectors(lines, first, answer, bytes));
    if (bytes.get() > resources.maxAnswerBytes()) {
      return tooLarge();
    }
    int count = 0;
    for (Vectors some : all) {
      count += some.count;
      if (some.fault != null) {
        return invalid("line " + (count + 1) + ": " + some.fault);
      }
    }
    Vectors last = all.getLast();
    answer.format().end(all.getFirst().out, last.out, count, last.width);
    return new Answered(
        all.stream().map(some -> some.out.toByteBuffer()).toList(),
        () -> all.forEach(some -> resources.answers().giveBack(some.out)));
  }

  /**
   * @param bytes of the vectors of all parts; beyond the bound it ends
   */
  private Vectors vectors(Body part, boolean first, VectorAnswer answer, AtomicLong bytes) {
    Extractor extractor = extractors.take();
    try {
      return vectors(extractor, part, first, answer, bytes);
    } finally {
      extractors.giveBack(extractor);
    }
  }

  private Vectors vectors(
      Extractor extractor, Body part, boolean first, VectorAnswer answer, AtomicLong bytes) {
    LineCursor lines = new LineCursor(part);
    ByteBuilder out = resources.answers().take();
    if (first) {
      answer.begin(out);
    }
    int count = 0;
    int width = 0;
    while (lines.next() && bytes.get() <= resources.maxAnswerBytes()) {
      int before = out.length();
      switch (extractor.extract(part.array(), lines.offset(), lines.length())) {
        case Extraction.Vector vector -> {
          float[] row = vector.values();
          width = row.length;
          answer.format().vector(out, row, first && count == 0);
          count++;
        }
        case Extraction.Rejected rejection -> {
          Body line = new Body(part.array(), lines.offset(), lines.offset() + lines.length());
          Body whole = first && count == 0 ? part : line;
          return new Vectors(out, count, width, rejection + hint(whole, line, true));
        }
      }
      bytes.addAndGet(out.length() - before);
    }
    return new Vectors(out, count, width, null);
  }

  /**
   * What was given in place of an order, for the end of a fault.
   *
   * @param text from where the order stands on
   */
  private String hint(Body text, Body order, boolean lines) {
    String other = misplaced.hint(order.array(), order.begin(), order.length());
    if (!other.isEmpty()) {
      return other;
    }
    Body body = text.text();
    boolean object = body.length() > 0 && body.array()[body.begin()] == '{';
    if (object && !lines) {
      return ForeignForm.isLines(body)
          ? "; send orders on several lines as " + MediaType.JSON_LINES
          : "";
    }
    Optional<ForeignForm> form = ForeignForm.of(body.array(), body.begin(), body.end());
    if (form.isPresent() && object) {
      return "; send an order over several lines as " + MediaType.JSON;
    }
    return form.map(found -> "; this is " + found.name() + ": " + found.remedy()).orElse("");
  }

  private Rejected tooLarge() {
    return new Rejected(
        Reason.TOO_LARGE,
        "the vectors take more than "
            + resources.maxAnswerBytes()
            + " bytes; send fewer orders at a time");
  }

  private static Rejected invalid(String detail) {
    return new Rejected(Reason.INVALID_INPUT, detail);
  }

  /** By name; what was negotiated is one of them. */
  private VectorAnswer answer(MediaType accept) {
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).type().name().equals(accept.name())) {
        return answers.get(i);
      }
    }
    throw new IllegalArgumentException("not offered: " + accept.name());
  }

  /**
   * How many values were {@code Missing}, {@code WrongType}, {@code OutOfRange}, {@code
   * UnknownZone}, by {@code Source}, or {@code Unseen}, by {@code Feature}.
   */
  @Override
  public List<Counter> counters() {
    return extractors.counts().stream().map(FeatureInference::counter).toList();
  }

  private static Counter counter(ExtractionCounts.Count count) {
    long total = count.number();
    Map<String, String> source = Map.of("Source", count.name());
    return switch (count.reason()) {
      case MISSING -> new Counter("Missing", source, total);
      case WRONG_TYPE -> new Counter("WrongType", source, total);
      case OUT_OF_RANGE -> new Counter("OutOfRange", source, total);
      case UNKNOWN_ZONE -> new Counter("UnknownZone", source, total);
      case UNSEEN -> new Counter("Unseen", Map.of("Feature", count.name()), total);
    };
  }

  @Override
  public void close() {}
}
