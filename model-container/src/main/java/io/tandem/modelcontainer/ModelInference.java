package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import io.tandem.modelcontainer.formats.Selection;
import io.tandem.modelcontainer.model.Model;
import io.tandem.modelcontainer.model.Rows;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers invocations with the predictions of one model, which it owns. */
final class ModelInference implements Inference {
  /** Numbers in one answer: as doubles, 64 MiB. */
  private static final int MAX_PREDICTIONS = 8 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ModelInference.class);

  private final Model model;
  private final Handshake handshake;
  private final Mismatches mismatches = new Mismatches(LOG::warn);
  private final int outputs;
  private final RowsReader reader;
  private final AnswerWriter writer;
  private final Map<String, MediaType> answerTypes =
      AnswerWriter.ACCEPTS.stream().collect(Collectors.toMap(name -> name, MediaType::of));

  /**
   * @param handshake decides by the fingerprints of vectors whether they are answered
   * @param outputs numbers per prediction
   */
  ModelInference(Model model, Handshake handshake, int outputs, List<Selection> selection) {
    this.model = model;
    this.handshake = handshake;
    this.outputs = outputs;
    this.reader = new RowsReader(model.width());
    this.writer = new AnswerWriter(model.output(), selection);
  }

  @Override
  public List<String> contentTypes() {
    return RowsReader.CONTENT_TYPES;
  }

  @Override
  public List<String> accepts() {
    return AnswerWriter.ACCEPTS;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    @Nullable Rejected refusal = handshake.refusal(invocation.contentType());
    if (refusal != null) {
      mismatches.seen(refusal);
      return refusal;
    }
    return switch (reader.read(invocation.contentType().name(), invocation.body())) {
      case RowsResult.Valid(Rows rows) -> answer(rows, invocation.accept());
      case RowsResult.Invalid(String detail) -> new Rejected(Reason.INVALID_INPUT, detail);
      case RowsResult.TooLarge(String detail) -> new Rejected(Reason.TOO_LARGE, detail);
    };
  }

  private InvocationResult answer(Rows rows, String accept) {
    if ((long) rows.count() * outputs > MAX_PREDICTIONS) {
      return new Rejected(
          Reason.TOO_LARGE,
          "the answer would hold more than "
              + MAX_PREDICTIONS
              + " numbers: send fewer rows at a time");
    }
    MediaType type = answerTypes.get(accept);
    if (type == null) {
      throw new IllegalArgumentException("not negotiated: " + accept);
    }
    return new Answered(type, writer.write(accept, model.predict(rows)));
  }

  @Override
  public void close() {
    model.close();
  }
}
