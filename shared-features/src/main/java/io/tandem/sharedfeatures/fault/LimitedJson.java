package io.tandem.sharedfeatures.fault;

import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import java.util.List;

/** JSON as a tree, within {@link Limits#JSON}: read at start, never on the serving path. */
public final class LimitedJson {
  private LimitedJson() {}

  /**
   * @param subject what the bytes are, for the problem
   * @throws DefinitionException naming the subject and the line and column of the fault
   */
  public static Json read(String subject, byte[] json) {
    try {
      return Json.read(json, Limits.JSON);
    } catch (InvalidJsonException e) {
      throw new DefinitionException(subject, List.of(e.fault()));
    }
  }
}
