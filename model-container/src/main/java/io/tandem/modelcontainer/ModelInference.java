package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.Lease;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.lines.ParallelLines;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitValue;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers invocations with the predictions of one model, which it owns. */
final class ModelInference implements Inference {
  /** Numbers in one answer: as doubles, 64 MiB. */
  private static final int MAX_PREDICTIONS = 8 * 1024 * 1024;

  /** Counts the rows that were predicted. */
  static final String ROWS = "Rows";

  private static final Logger LOG = LoggerFactory.getLogger(ModelInference.class);

  private final Model model;
  private final FingerprintCheck fingerprintCheck;
  private final MismatchLog mismatchLog = new MismatchLog(LOG::warn);
  private final RowsReader reader;
  private final AnswerWriter writer;
  private final ParallelLines lines;
  private final LongAdder predicted = new LongAdder();
  private final List<MediaType> accepts = AnswerWriter.ACCEPTS.stream().map(MediaType::of).toList();

  /**
   * @param fingerprintCheck decides by the fingerprints of vectors whether they are answered
   * @param keys what answers hold; empty for the plain prediction
   * @param lines not closed
   */
  ModelInference(
      Model model, FingerprintCheck fingerprintCheck, List<OutputKey> keys, ParallelLines lines) {
    this.lines = lines;
    this.model = model;
    this.fingerprintCheck = fingerprintCheck;
    this.reader = new RowsReader(model.width());
    this.writer = new AnswerWriter(model.output(), keys);
  }

  @Override
  public List<String> contentTypes() {
    return RowsReader.CONTENT_TYPES;
  }

  @Override
  public List<MediaType> accepts() {
    return accepts;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    @Nullable Rejected refusal = fingerprintCheck.refusal(invocation.contentType());
    if (refusal != null) {
      mismatchLog.seen(refusal);
      return refusal;
    }
    String contentType = invocation.contentType().name();
    Body body = invocation.body();
    long maxRows =
        Math.min(
            MAX_PREDICTIONS / model.output().width(),
            RowsReader.maxValues(body.length()) / model.width());
    AtomicLong rows = new AtomicLong();
    List<Outcome> outcomes =
        RowsReader.isLines(contentType)
            ? lines.compute(
                body.text(), (chunk, first) -> predict(contentType, chunk, rows, maxRows))
            : List.of(predict(contentType, body, rows, maxRows));
    // Check the total first: which part exceeds it depends on thread timing.
    return rows.get() > maxRows
        ? new Rejected(
            Reason.TOO_LARGE,
            "more than " + maxRows + " rows in one body: send fewer rows at a time")
        : answer(outcomes, invocation.accept().name());
  }

  /** What became of a part of a body. */
  private sealed interface Outcome {
    record Predicted(Predictions predictions) implements Outcome {}

    /**
     * @param fault numbered as if the part were the whole body
     */
    record Invalid(RowsResult.Invalid fault) implements Outcome {}

    /**
     * @param value in the rows of the part
     */
    record Unfit(UnfitValue value) implements Outcome {}

    record TooLarge(String detail) implements Outcome {}
  }

  /**
   * @param rows of all parts so far; beyond the bound nothing is predicted
   */
  private Outcome predict(String contentType, Body part, AtomicLong rows, long maxRows) {
    return switch (reader.read(contentType, part)) {
      case RowsResult.Valid(RowMatrix read) ->
          rows.addAndGet(read.count()) > maxRows
              ? new Outcome.TooLarge("more rows than one body may hold")
              : predict(read);
      case RowsResult.Invalid fault -> new Outcome.Invalid(fault);
      case RowsResult.TooLarge(String detail) -> new Outcome.TooLarge(detail);
    };
  }

  private Outcome predict(RowMatrix rows) {
    @Nullable UnfitValue unfit = model.unfit(rows);
    if (unfit != null) {
      return new Outcome.Unfit(unfit);
    }
    Predictions predictions = model.predict(rows);
    predicted.add(rows.count());
    return new Outcome.Predicted(predictions);
  }

  private InvocationResult answer(List<Outcome> outcomes, String accept) {
    List<Predictions> predictions = new ArrayList<>(outcomes.size());
    int rows = 0;
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Predicted(Predictions some) -> {
          predictions.add(some);
          rows += some.count();
        }
        case Outcome.Invalid(RowsResult.Invalid fault) -> {
          return new Rejected(Reason.INVALID_INPUT, fault.detail(rows));
        }
        case Outcome.Unfit(UnfitValue value) -> {
          return new Rejected(Reason.INVALID_INPUT, value.detail(rows, model.columns()));
        }
        case Outcome.TooLarge(String detail) -> {
          return new Rejected(Reason.TOO_LARGE, detail);
        }
      }
    }
    return new Answered(writer.write(accept, predictions), Lease.NONE);
  }

  /** The evaluator is a dimension: a model that fell back to its library shows in the metrics. */
  @Override
  public List<Counter> counters() {
    return List.of(
        new Counter(ROWS, Map.of("Evaluator", model.evaluator().name()), predicted.sum()));
  }

  @Override
  public void close() {
    model.close();
  }
}
