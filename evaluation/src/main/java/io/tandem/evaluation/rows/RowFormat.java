package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import java.io.IOException;

/** Takes the wanted values from the bytes of a line. Not thread-safe. */
interface RowFormat {
  /**
   * @return by field, valid until the next call
   * @throws EvaluationException when the line is of another form; never quotes it
   */
  Value[] read(byte[] line, int length) throws IOException;
}
