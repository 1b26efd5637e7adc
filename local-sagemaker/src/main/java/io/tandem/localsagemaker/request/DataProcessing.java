package io.tandem.localsagemaker.request;

import io.tandem.localsagemaker.record.JsonPath;
import io.tandem.localsagemaker.record.RecordFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * What a job asks the platform to do to records before and after the containers.
 *
 * @param input of the records
 * @param before chooses what is sent of a record
 * @param join the answer with its record
 * @param output of the answers
 * @param after chooses what is kept of an answer, joined or not
 */
public record DataProcessing(
    RecordFormat input, JsonPath before, boolean join, RecordFormat output, JsonPath after) {
  private static final String FORMATS = "text/csv, application/json and application/jsonlines";

  /** Empty when the request asks for nothing that differs from the default. */
  static Optional<DataProcessing> read(
      RequestObject request, TransformJob.Input in, TransformJob.Output out) {
    return request.object("DataProcessing").flatMap(object -> of(object, request, in, out));
  }

  private static Optional<DataProcessing> of(
      RequestObject object, RequestObject request, TransformJob.Input in, TransformJob.Output out) {
    JsonPath before = filter(object, "InputFilter");
    JsonPath after = filter(object, "OutputFilter");
    boolean join = object.choice("JoinSource", "None", "None", "Input").equals("Input");
    object.refuseOtherFields();
    if (before.isWhole() && after.isWhole() && !join) {
      return Optional.empty();
    }
    Optional<RecordFormat> input = RecordFormat.of(in.contentType());
    Optional<RecordFormat> output = RecordFormat.of(out.accept());
    if (input.isEmpty() || output.isEmpty()) {
      request.problem(
          "DataProcessing",
          "needs a TransformInput.ContentType and a TransformOutput.Accept of " + FORMATS);
      return Optional.empty();
    }
    var processing = new DataProcessing(input.get(), before, join, output.get(), after);
    processing.check(object, request, in, out);
    return Optional.of(processing);
  }

  private static JsonPath filter(RequestObject object, String name) {
    String text = object.text(name, 63, RequestObject.ANYTHING).orElse("");
    return text.isEmpty()
        ? JsonPath.WHOLE
        : JsonPath.parse(text, fault -> object.problem(name, fault));
  }

  private void check(
      RequestObject object, RequestObject request, TransformJob.Input in, TransformJob.Output out) {
    if (join && !Objects.equals(in.contentType(), out.accept())) {
      object.problem("JoinSource", "Input needs TransformOutput.Accept to be the ContentType");
    }
    if (join && in.lines() != out.lines()) {
      object.problem("JoinSource", "Input needs AssembleWith to be the SplitType");
    }
    checkRows(object, "InputFilter", input, before);
    checkRows(object, "OutputFilter", output, after);
    if ((input == RecordFormat.CSV && !in.lines())
        || (output == RecordFormat.CSV && !out.lines())) {
      request.problem("DataProcessing", "of CSV needs SplitType and AssembleWith to be Line");
    }
  }

  private static void checkRows(
      RequestObject object, String name, RecordFormat format, JsonPath path) {
    if (format == RecordFormat.CSV && !path.isForRows()) {
      object.problem(name, "takes only indexes for CSV: $[0], $[0,-1], $[1:]");
    }
  }
}
