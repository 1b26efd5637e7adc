package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Takes the values of a row from its JSON in one pass; everything else is skipped. */
final class JsonRow implements RowFormat {
  /** A parser for each line: its buffers come from the thread, without a look at other threads. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build();

  private static final String OF_CSV = "; of CSV, fields are names or numbers of columns";

  private final List<Field.Path> paths;
  private final Value[] values;

  /** Of which path the value is taken whole, also an object or array, as its JSON; -1 for none. */
  private final int whole;

  /** A bit for each path. */
  private final long all;

  /** Whether there are paths into objects, and whether there are paths into arrays. */
  private final boolean objects;

  private final boolean arrays;

  /**
   * @param paths at most 64
   * @param whole the index of the one whose objects and arrays are values too; -1 for none
   */
  JsonRow(List<Field.Path> paths, int whole) {
    this.paths = List.copyOf(paths);
    this.whole = whole;
    this.values = new Value[paths.size()];
    this.all = paths.size() == Long.SIZE ? -1L : (1L << paths.size()) - 1;
    this.objects = paths.stream().anyMatch(path -> path.steps().getFirst() instanceof Field.Name);
    this.arrays = paths.stream().anyMatch(path -> path.steps().getFirst() instanceof Field.Index);
    if (paths.size() > Long.SIZE) {
      throw new IllegalArgumentException(paths.size() + " paths");
    }
  }

  @Override
  public Value[] read(byte[] line, int length) {
    Arrays.fill(values, Value.MISSING);
    try (var parser = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
      JsonToken token = parser.nextToken();
      if (!(token == JsonToken.START_OBJECT && objects)
          && !(token == JsonToken.START_ARRAY && arrays)) {
        throw new EvaluationException(
            "expected a JSON "
                + (objects ? "object" : "array")
                + (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY
                    ? ""
                    : OF_CSV));
      }
      inside(parser, token, 0, all);
      if (parser.nextToken() != null) {
        throw new EvaluationException(
            "expected the end of the line after the "
                + (token == JsonToken.START_OBJECT ? "object" : "array"));
      }
    } catch (JacksonException e) {
      boolean begun = length > 0 && (line[0] == '{' || line[0] == '[');
      throw new EvaluationException(
          "not one JSON object (JSON knows no NaN)" + (begun ? "" : OF_CSV));
    }
    return values;
  }

  /**
   * @param start of an object or array; anything else holds nothing
   * @param candidates a bit for each path that led there
   */
  private void inside(JsonParser parser, JsonToken start, int depth, long candidates) {
    if (candidates == 0) {
      parser.skipChildren();
    } else if (start == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        inside(
            parser, token, depth + 1, taken(parser, token, depth, named(name, depth, candidates)));
      }
    } else if (start == JsonToken.START_ARRAY) {
      int index = 0;
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        inside(
            parser, token, depth + 1, taken(parser, token, depth, at(index++, depth, candidates)));
      }
    }
  }

  private long named(String name, int depth, long candidates) {
    long fitting = 0;
    for (long left = candidates; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      if (paths.get(i).steps().get(depth) instanceof Field.Name step && step.name().equals(name)) {
        fitting |= 1L << i;
      }
    }
    return fitting;
  }

  private long at(int index, int depth, long candidates) {
    long fitting = 0;
    for (long left = candidates; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      if (paths.get(i).steps().get(depth) instanceof Field.Index step && step.index() == index) {
        fitting |= 1L << i;
      }
    }
    return fitting;
  }

  /** Takes the value for the paths that end here; the others go on. */
  private long taken(JsonParser parser, JsonToken token, int depth, long candidates) {
    long deeper = candidates;
    boolean taken = false;
    for (long left = candidates; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      if (depth == paths.get(i).steps().size() - 1) {
        take(i, parser, token);
        deeper ^= 1L << i;
        taken |= i == whole && values[i].kind() == Value.Kind.OTHER;
      }
    }
    if (taken) {
      values[whole] = new Value(Value.Kind.OTHER, json(parser));
      return 0; // its end is reached
    }
    return deeper;
  }

  /** Of the object or array that begins here; moves on to its end. */
  private static String json(JsonParser parser) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.copyCurrentStructure(parser);
    }
    return text.toString();
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
