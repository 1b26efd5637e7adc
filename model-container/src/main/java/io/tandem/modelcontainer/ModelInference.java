package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.lines.ParallelLines;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers bodies of vectors with predictions: this reads the rows, {@link RowPredictor} answers.
 */
final class ModelInference implements Inference {
  private static final Logger LOG = LoggerFactory.getLogger(ModelInference.class);

  private final RowPredictor predictor;
  private final MismatchLog mismatchLog = new MismatchLog(LOG::warn);
  private final RowsReader reader;
  private final ParallelLines lines;
  private final Supplier<List<Invocation>> samples;

  /**
   * @param predictor closed with it
   * @param lines not closed
   * @param samples as of {@link #samples}
   */
  ModelInference(RowPredictor predictor, ParallelLines lines, Supplier<List<Invocation>> samples) {
    this.predictor = predictor;
    this.samples = samples;
    this.reader = new RowsReader(predictor.width());
    this.lines = lines;
  }

  @Override
  public List<String> contentTypes() {
    return RowsReader.CONTENT_TYPES;
  }

  @Override
  public List<MediaType> accepts() {
    return RowPredictor.ACCEPTS;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    @Nullable Rejected refusal = predictor.fingerprintCheck().refusal(invocation.contentType());
    if (refusal != null) {
      mismatchLog.seen(refusal);
      return refusal;
    }
    return switch (predictor.form(invocation.customAttributes())) {
      case AnswerForm.Chosen form -> answer(invocation, form);
      case AnswerForm.Refused(Rejected fault) -> fault;
    };
  }

  private InvocationResult answer(Invocation invocation, AnswerForm.Chosen form) {
    String contentType = invocation.contentType().name();
    Body body = invocation.body();
    long maxRows =
        Math.min(predictor.maxRows(form), RowsReader.maxValues(body.length()) / predictor.width());
    AtomicLong rows = new AtomicLong();
    List<PartOutcome> parts =
        RowsReader.isLines(contentType)
            ? lines.compute(
                body.text(), (chunk, first) -> predict(contentType, chunk, rows, maxRows, form))
            : List.of(predict(contentType, body, rows, maxRows, form));
    // Check the total first: which part exceeds it depends on thread timing.
    return rows.get() > maxRows
        ? new Rejected(
            Reason.TOO_LARGE,
            "more than " + maxRows + " rows in one body: send fewer rows at a time")
        : predictor.answer(parts, invocation.accept().name(), form);
  }

  /**
   * @param rows of all parts so far; beyond the bound nothing is predicted
   */
  private PartOutcome predict(
      String contentType, Body part, AtomicLong rows, long maxRows, AnswerForm.Chosen form) {
    return switch (reader.read(contentType, part)) {
      case RowsResult.Valid(RowMatrix read) ->
          rows.addAndGet(read.count()) > maxRows
              ? PartOutcome.Refused.of(Reason.TOO_LARGE, "more rows than one body may hold")
              : predictor.predict(read, form);
      case RowsResult.Invalid fault ->
          new PartOutcome.Refused(
              rowsBefore -> new Rejected(Reason.INVALID_INPUT, fault.detail(rowsBefore)));
      case RowsResult.TooLarge(String detail) -> PartOutcome.Refused.of(Reason.TOO_LARGE, detail);
    };
  }

  @Override
  public List<Counter> counters() {
    return predictor.counters();
  }

  @Override
  public List<Invocation> samples() {
    return samples.get();
  }

  @Override
  public void close() {
    predictor.close();
  }
}
