package io.tandem.modelcontainer;

import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.modelcontainer.formats.RowAnswers;
import java.util.function.IntFunction;

/** What became of the rows of a part of a body. */
public sealed interface PartOutcome {
  record Predicted(RowAnswers answers) implements PartOutcome {}

  /**
   * @param refusal by the number of rows before the part, since a row is named by its place in the
   *     body
   */
  record Refused(IntFunction<Rejected> refusal) implements PartOutcome {
    /** One that names no row. */
    static Refused of(Reason reason, String detail) {
      return new Refused(rowsBefore -> new Rejected(reason, detail));
    }
  }
}
