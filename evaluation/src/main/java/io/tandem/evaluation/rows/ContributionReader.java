package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads what the features of a row contributed, as the model container answers it: {@code
 * {"bias":-2.5,"features":{"amount":0.25}}}, with a list in place of the features' object where
 * they have no names, or in CSV {@code [0.25, -2.5]}, the bias last. The first row says which
 * features there are; the others have the same. Not thread-safe.
 */
final class ContributionReader {
  private static final int MAX_FEATURES = 100_000;
  private static final String EXPECTED =
      "the contributions of a model of one margin, as the model container answers them";

  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build();

  private final Field field;
  private final List<String> given;
  private List<String> names = List.of();
  private float[] numbers = new float[64];
  private int count;

  /** Of the row that is read. */
  private final List<String> found = new ArrayList<>();

  /**
   * @param field for messages
   * @param given the names of the features where rows have none; empty for their numbers
   */
  ContributionReader(Field field, List<String> given) {
    this.field = field;
    this.given = List.copyOf(given);
  }

  /** In the order of the numbers; empty before the first row. */
  List<String> names() {
    return names;
  }

  /**
   * A number for each feature; valid until the next call.
   *
   * @throws EvaluationException when they are missing or of another form
   */
  float[] read(Value value) {
    if (value.isMissing()) {
      throw new EvaluationException(field + " is missing");
    }
    count = 0;
    found.clear();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), value.text())) {
      JsonToken start = parser.nextToken();
      if (start == JsonToken.START_OBJECT) {
        object(parser);
      } else if (start == JsonToken.START_ARRAY) {
        list(parser);
        count--; // the bias
      }
      if (count <= 0 || parser.nextToken() != null) {
        throw fault();
      }
    } catch (JacksonException e) {
      throw fault();
    }
    checkNames();
    return numbers;
  }

  private void object(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("features") && value == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          found.add(parser.currentName());
          number(parser, parser.nextToken());
        }
      } else if (name.equals("features") && value == JsonToken.START_ARRAY) {
        list(parser);
      } else if (!name.equals("bias")) {
        throw fault();
      }
    }
  }

  private void list(JsonParser parser) {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      number(parser, token);
    }
  }

  private void number(JsonParser parser, JsonToken token) {
    boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    if (!isNumber || count == MAX_FEATURES) {
      throw fault();
    }
    numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
    numbers[count++] = parser.getFloatValue();
  }

  private void checkNames() {
    if (names.isEmpty()) {
      names = firstNames();
    }
    if (count != names.size() || (!found.isEmpty() && !found.equals(names))) {
      throw new EvaluationException(field + " has other features than the rows before");
    }
  }

  private List<String> firstNames() {
    if (!found.isEmpty()) {
      if (new HashSet<>(found).size() < found.size()) {
        throw fault();
      }
      return List.copyOf(found);
    }
    if (!given.isEmpty() && given.size() != count) {
      throw new EvaluationException(
          "%s is of %d features; expected %d, as $.contributions.names has"
              .formatted(field, count, given.size()));
    }
    List<String> numbered = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      numbered.add("feature " + i);
    }
    return given.isEmpty() ? List.copyOf(numbered) : given;
  }

  private EvaluationException fault() {
    return new EvaluationException(field + " is not " + EXPECTED);
  }
}
