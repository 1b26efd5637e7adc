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

/** Answers invocations with the predictions of one model, which it owns. */
final class ModelInference implements Inference {
  /** Numbers in one answer: as doubles, 64 MiB. */
  private static final int MAX_PREDICTIONS = 8 * 1024 * 1024;

  private final Model model;
  private final String schema;
  private final int outputs;
  private final RowsReader reader;
  private final AnswerWriter writer;
  private final Map<String, MediaType> answerTypes =
      AnswerWriter.ACCEPTS.stream().collect(Collectors.toMap(name -> name, MediaType::of));

  /**
   * @param schema the fingerprint of the model's columns, or empty when unknown
   * @param outputs numbers per prediction
   */
  ModelInference(Model model, String schema, int outputs, List<Selection> selection) {
    this.model = model;
    this.schema = schema;
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
    if (isOfAnotherSchema(invocation.contentType())) {
      return new Rejected(
          Reason.SCHEMA_MISMATCH,
          "Content-Type, parameter schema: the model was trained on the schema "
              + schema
              + "; expected vectors of that schema");
    }
    return switch (reader.read(invocation.contentType().name(), invocation.body())) {
      case RowsResult.Valid(Rows rows) -> answer(rows, invocation.accept());
      case RowsResult.Invalid(String detail) -> new Rejected(Reason.INVALID_INPUT, detail);
      case RowsResult.TooLarge(String detail) -> new Rejected(Reason.TOO_LARGE, detail);
    };
  }

  /** A vector may come without its fingerprint only in a format that has none by nature. */
  private boolean isOfAnotherSchema(MediaType contentType) {
    String stated = contentType.parameters().get(MediaType.SCHEMA);
    return !schema.isEmpty()
        && (stated == null
            ? contentType.name().equals(MediaType.VECTORS_CSV)
            : !stated.equalsIgnoreCase(schema));
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
