package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.Body;
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
import io.tandem.inferenceserver.resources.ByteBuilder;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.VectorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Answers bodies of orders with their vectors: {@link OrderRows} computes, this writes. */
public final class FeatureInference implements Inference {
  /**
   * {@code true}: invocations are training records, and every vector starts with the record's
   * label. That is how the vectors a model is trained on are made.
   */
  public static final String LABEL_FIRST = "TANDEM_LABEL_FIRST";

  private static final int FIRST_ANSWER_BYTES = 1 << 10;
  private static final Duration WARM_UP = Duration.ofMillis(20);

  private final List<AnswerType> answerTypes;
  private final List<MediaType> accepts;
  private final ServingResources resources;
  private final OrderRows orders;

  /**
   * @param resources not closed
   */
  FeatureInference(FeatureSet features, boolean labelFirst, ServingResources resources) {
    this.resources = resources;
    this.orders =
        new OrderRows(
            features,
            labelFirst,
            labelFirst
                ? "unset " + LABEL_FIRST + " to send orders"
                : "send its order alone, or set " + LABEL_FIRST,
            resources.lines());
    this.answerTypes =
        AnswerType.all(
            new Fingerprints(features.schemaFingerprint(), features.semanticsFingerprint()),
            labelFirst ? Optional.of(VectorText.trainingHead(features)) : Optional.empty());
    this.accepts = answerTypes.stream().map(AnswerType::mediaType).toList();
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
      String contentType = contentTypes().get(samples.size() % contentTypes().size());
      MediaType accept = accepts.get(samples.size() % accepts.size());
      samples.add(new Invocation(MediaType.of(contentType), accept, Body.of(order)));
    }
    return samples;
  }

  @Override
  public List<String> contentTypes() {
    return OrderRows.CONTENT_TYPES;
  }

  @Override
  public List<MediaType> accepts() {
    return accepts;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    AnswerType type = answerType(invocation.accept());
    return invocation.contentType().name().equals(MediaType.JSON_LINES)
        ? answerLines(invocation.body(), type)
        : answerOne(invocation.body(), type);
  }

  private InvocationResult answerOne(Body body, AnswerType type) {
    return switch (orders.one(body)) {
      case OrdersResult.Valid<float[]>(float[] row) -> {
        ByteBuilder out = new ByteBuilder(FIRST_ANSWER_BYTES);
        type.begin(out);
        type.format().vector(out, row, true);
        type.format().end(out, out, 1, row.length);
        yield Answered.of(out.toByteBuffer());
      }
      case OrdersResult.Invalid<float[]>(Rejected refusal) -> refusal;
    };
  }

  /** The vectors of a chunk. */
  private record Vectors(ByteBuilder out, int count, int width) {}

  private InvocationResult answerLines(Body body, AnswerType type) {
    AtomicLong bytes = new AtomicLong();
    OrdersResult<List<Vectors>> result =
        orders.lines(body, (rows, first) -> vectors(rows, first, type, bytes));
    // Check the total first: which chunk exceeds it depends on thread timing.
    if (bytes.get() > resources.maxAnswerBytes()) {
      return tooLarge();
    }
    return switch (result) {
      case OrdersResult.Valid<List<Vectors>>(List<Vectors> chunks) -> answered(chunks, type);
      case OrdersResult.Invalid<List<Vectors>>(Rejected refusal) -> refusal;
    };
  }

  /**
   * @param bytes of the vectors of all chunks; beyond the bound it ends
   */
  private Vectors vectors(
      OrderRows.RowCursor rows, boolean first, AnswerType type, AtomicLong bytes) {
    ByteBuilder out = resources.answers().take();
    if (first) {
      type.begin(out);
    }
    int count = 0;
    int width = 0;
    while (bytes.get() <= resources.maxAnswerBytes() && rows.next()) {
      int before = out.length();
      type.format().vector(out, rows.row(), first && count == 0);
      bytes.addAndGet(out.length() - before);
      width = rows.row().length;
      count++;
    }
    return new Vectors(out, count, width);
  }

  private Answered answered(List<Vectors> chunks, AnswerType type) {
    int count = chunks.stream().mapToInt(Vectors::count).sum();
    Vectors last = chunks.getLast();
    type.format().end(chunks.getFirst().out, last.out, count, last.width);
    return new Answered(
        chunks.stream().map(chunk -> chunk.out.toByteBuffer()).toList(),
        () -> chunks.forEach(chunk -> resources.answers().giveBack(chunk.out)));
  }

  private Rejected tooLarge() {
    return new Rejected(
        Reason.TOO_LARGE,
        "the vectors take more than "
            + resources.maxAnswerBytes()
            + " bytes; send fewer orders at a time");
  }

  /** By name; what was negotiated is one of them. */
  private AnswerType answerType(MediaType accept) {
    for (int i = 0; i < answerTypes.size(); i++) {
      if (answerTypes.get(i).mediaType().name().equals(accept.name())) {
        return answerTypes.get(i);
      }
    }
    throw new IllegalArgumentException("not offered: " + accept.name());
  }

  @Override
  public List<Counter> counters() {
    return orders.counters();
  }

  @Override
  public void close() {}
}
