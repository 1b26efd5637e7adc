package io.tandem.modelcontainer;

import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.modelcontainer.formats.AnswerWriter;

/** What a caller asks an answer to hold. */
public sealed interface AnswerForm {
  /**
   * @param writer of what was asked for
   * @param explained whether contributions are computed for it
   */
  record Chosen(AnswerWriter writer, boolean explained) implements AnswerForm {}

  /** Something that the answer cannot hold. */
  record Refused(Rejected refusal) implements AnswerForm {}
}
