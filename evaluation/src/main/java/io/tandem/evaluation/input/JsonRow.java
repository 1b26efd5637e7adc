package io.tandem.evaluation.input;

import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Takes the values of a row from its JSON in one pass; everything else is skipped. */
final class JsonRow implements RowFormat {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<Field.Path> paths;
  private final Value[] values;

  /**
   * @param paths at most 64
   */
  JsonRow(List<Field.Path> paths) {
    this.paths = List.copyOf(paths);
    this.values = new Value[paths.size()];
    if (paths.size() > Long.SIZE) {
      throw new IllegalArgumentException(paths.size() + " paths");
    }
  }

  @Override
  public Value[] read(byte[] line, int length) {
    Arrays.fill(values, Value.MISSING);
    try (var parser = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EvaluationException("expected a JSON object");
      }
      object(parser, 0, -1L);
      if (parser.nextToken() != null) {
        throw new EvaluationException("expected the end of the line after the object");
      }
    } catch (JacksonException e) {
      throw new EvaluationException("not one JSON object (JSON knows no NaN)");
    }
    return values;
  }

  /**
   * @param candidates a bit for each path that led to this object
   */
  private void object(JsonParser parser, int depth, long candidates) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      long deeper = 0;
      for (int i = 0; i < values.length; i++) {
        List<String> names = paths.get(i).names();
        if ((candidates >>> i & 1) != 0 && depth < names.size() && names.get(depth).equals(name)) {
          if (depth == names.size() - 1) {
            take(i, parser, token);
          } else {
            deeper |= 1L << i;
          }
        }
      }
      if (token == JsonToken.START_OBJECT && deeper != 0) {
        object(parser, depth + 1, deeper);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void take(int i, JsonParser parser, JsonToken token) {
    if (!values[i].isMissing()) {
      throw new EvaluationException(paths.get(i) + " is given twice");
    }
    values[i] =
        switch (token) {
          case VALUE_NULL -> Value.MISSING;
          case VALUE_TRUE, VALUE_FALSE -> new Value(Value.Kind.BOOLEAN, parser.getString());
          case VALUE_STRING -> text(parser.getString());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              new Value(Value.Kind.NUMBER, parser.getString());
          default -> new Value(Value.Kind.OTHER, "");
        };
  }

  private static Value text(String text) {
    return text.isBlank() ? Value.MISSING : new Value(Value.Kind.TEXT, text);
  }
}
