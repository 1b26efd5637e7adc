package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The small JSON body of a refusal. */
public record ErrorBody(String error, String detail) {
  private static final int MAX_BYTES = 2048;

  public static ErrorBody of(Answer answer) {
    assertEquals("application/json", answer.header("Content-Type").orElse("none"));
    assertTrue(answer.body().length < MAX_BYTES, answer::toString);
    Map<String, String> members = flatJson(answer.text());
    assertTrue(members.containsKey("error"), answer::toString);
    return new ErrorBody(members.getOrDefault("error", ""), members.getOrDefault("detail", ""));
  }

  /** The members of a flat JSON object; fails on anything else. */
  static Map<String, String> flatJson(String text) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), text)) {
      assertTrue(parser.nextToken().isStructStart(), text);
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        assertTrue(parser.nextToken().isScalarValue(), text);
        members.put(name, parser.getString());
      }
      assertEquals(null, parser.nextToken(), text);
    }
    return members;
  }

  public ErrorBody assertError(String expected) {
    assertEquals(expected, error);
    return this;
  }

  public ErrorBody assertDetail(String part) {
    assertTrue(detail.contains(part), () -> "expected \"" + part + "\" in: " + detail);
    return this;
  }
}
