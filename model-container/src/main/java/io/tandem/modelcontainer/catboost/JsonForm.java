package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.strictjson.JsonErrorText;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * CatBoost's JSON form, read token by token: nothing of the trees is kept. The library takes the
 * indices in it as they are, and a wrong kind of value for whatever lies in memory.
 */
final class JsonForm {
  /** As the metadata have it, which are texts of JSON within the binary form. */
  private static final JsonLimits LIMITS =
      new JsonLimits(Integer.MAX_VALUE, 64, 16 * 1024 * 1024, 65_536, 400);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(LIMITS.depth())
                  .maxStringLength(LIMITS.text())
                  .maxNameLength(LIMITS.name())
                  .maxNumberLength(LIMITS.number())
                  .build())
          .build();

  private static final Set<String> NAN_TREATMENTS = Set.of("AsIs", "AsFalse", "AsTrue");

  /**
   * Columns that are no numbers. A name that is not known may hold anything, so it is not repeated.
   */
  private static final Set<String> OTHER_COLUMNS =
      Set.of("categorical_features", "text_features", "embedding_features", "ctrs");

  private static final int DEEPEST = 30;

  private final byte[] file;
  private final JsonParser parser;
  private final List<String> columns = new ArrayList<>();
  private final Map<String, String> info = new HashMap<>();
  private long borders;
  private long largestSplit = -1;
  private int largestColumn = -1;
  private int trees;
  private int outputs;

  /** Of {@code scale_and_bias}; -1 where one stands for all. */
  private int biases = -1;

  private JsonForm(byte[] file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static ModelFile read(byte[] file) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), file)) {
      return new JsonForm(file, parser).read();
    } catch (JacksonException e) {
      throw new ModelException("its JSON " + JsonErrorText.describe(e, LIMITS));
    }
  }

  private ModelFile read() {
    parser.nextToken();
    for (String name = firstName("the document"); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "features_info" -> readColumns();
        case "model_info" -> readInfo();
        case "oblivious_trees" -> readTrees();
        case "scale_and_bias" -> readScaleAndBias();
        case "trees" ->
            throw new ModelException(
                "its trees are not symmetric, which CatBoost reads from cbm only: save it as cbm");
        case "ctr_data" -> throw ModelFile.unservedColumns("statistics of categories");
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new ModelException("it has text after its end");
    }
    checkTogether();
    return new ModelFile(ModelFile.Form.JSON, columns, outputs, ModelInfo.of(info));
  }

  private void checkTogether() {
    if (trees == 0) {
      throw new ModelException("it has no trees: the model was never trained");
    }
    if (largestSplit >= borders || largestColumn >= columns.size()) {
      throw new ModelException("a tree splits at a border that no column has");
    }
    if (biases >= 0 && biases != outputs) {
      throw new ModelException("scale_and_bias has %d biases, not %d".formatted(biases, outputs));
    }
  }

  private void readColumns() {
    for (String kind = firstName("features_info"); kind != null; kind = parser.nextName()) {
      parser.nextToken();
      if (kind.equals("float_features")) {
        beginArray("float_features");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          readColumn();
        }
      } else if (kind.equals("cat_features_hash")) {
        parser.skipChildren();
      } else {
        refuseUnlessEmpty(OTHER_COLUMNS.contains(kind) ? kind : "another kind of columns");
      }
    }
  }

  private void refuseUnlessEmpty(String kind) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    beginArray(kind);
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      throw ModelFile.unservedColumns(kind);
    }
  }

  private void readColumn() {
    int number = columns.size();
    String place = "float_features[" + number + "]";
    if (number == RowMatrix.MAX_WIDTH) {
      throw new ModelException("it has more than " + RowMatrix.MAX_WIDTH + " columns");
    }
    String name = Integer.toString(number);
    boolean isIndexed = false;
    boolean isFlatIndexed = false;
    for (String field = firstName(place); field != null; field = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (field) {
        case "feature_index" -> isIndexed = integer(place, field) == number;
        case "flat_feature_index" -> isFlatIndexed = integer(place, field) == number;
        case "borders" -> borders += numbers(place, field);
        case "has_nans" ->
            expect(
                token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE,
                place,
                field,
                "true or false");
        case "nan_value_treatment" ->
            expect(NAN_TREATMENTS.contains(text(place, field)), place, field, "known");
        case "feature_id", "feature_name" -> name = text(place, field);
        default -> parser.skipChildren();
      }
    }
    if (!isIndexed || !isFlatIndexed) {
      throw new ModelException(
          ("its columns are not all there, in their order, from number %d on; were unused ones"
                  + " dropped (drop_unused_features)?")
              .formatted(number));
    }
    columns.add(name.isEmpty() ? Integer.toString(number) : name);
  }

  /** What is JSON itself stays text, as the binary form has it. */
  private void readInfo() {
    for (String key = firstName("model_info"); key != null; key = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (!ModelInfo.KEYS.contains(key)) {
        parser.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        int begin = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
        info.put(key, new String(file, begin, end - begin, StandardCharsets.UTF_8));
      } else {
        info.put(key, text("model_info", key));
      }
    }
  }

  private void readTrees() {
    beginArray("oblivious_trees");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      readTree("oblivious_trees[" + trees + "]");
      trees++;
    }
  }

  private void readTree(String place) {
    int splits = 0;
    int leaves = 0;
    for (String field = firstName(place); field != null; field = parser.nextName()) {
      parser.nextToken();
      switch (field) {
        case "leaf_values" -> leaves = numbers(place, field);
        case "leaf_weights" -> numbers(place, field);
        case "splits" -> splits = splits(place);
        default -> parser.skipChildren();
      }
    }
    int numbers = splits > DEEPEST ? 0 : leaves >> splits;
    if (numbers == 0 || numbers << splits != leaves || (trees > 0 && numbers != outputs)) {
      throw new ModelException(
          place + " has " + leaves + " leaves, which are not those of " + splits + " splits");
    }
    outputs = numbers;
  }

  private int splits(String tree) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return 0; // a tree that is one leaf
    }
    beginArray(tree + ".splits");
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String place = tree + ".splits[" + count + "]";
      boolean isIndexed = false;
      for (String field = firstName(place); field != null; field = parser.nextName()) {
        parser.nextToken();
        switch (field) {
          case "split_index" -> {
            largestSplit = Math.max(largestSplit, integer(place, field));
            isIndexed = true;
          }
          case "float_feature_index" ->
              largestColumn = Math.max(largestColumn, integer(place, field));
          case "border" -> number(place, field);
          case "split_type" ->
              expect(text(place, field).equals("FloatFeature"), place, field, "FloatFeature");
          default -> throw new ModelException(place + " has a field that is not known");
        }
      }
      if (!isIndexed) {
        throw new ModelException(place + " lacks split_index");
      }
      count++;
    }
    return count;
  }

  /** A factor, then a number, or one for each raw value. */
  private void readScaleAndBias() {
    beginArray("scale_and_bias");
    parser.nextToken();
    number("scale_and_bias", "0");
    if (parser.nextToken() == JsonToken.START_ARRAY) {
      biases = numbers("scale_and_bias", "1");
    } else {
      number("scale_and_bias", "1");
    }
    expect(parser.nextToken() == JsonToken.END_ARRAY, "scale_and_bias", "2", "its end");
  }

  private @Nullable String firstName(String place) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new ModelException(place + " is not an object");
    }
    return parser.nextName();
  }

  private void beginArray(String place) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new ModelException(place + " is not an array");
    }
  }

  /** How many there are. */
  private int numbers(String place, String field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return 0;
    }
    beginArray(place + "." + field);
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      number(place, field);
      count++;
    }
    return count;
  }

  private void number(String place, String field) {
    expect(parser.currentToken().isNumeric(), place, field, "a number");
  }

  /** Neither negative nor beyond an {@code int}. */
  private int integer(String place, String field) {
    boolean isWhole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    expect(isWhole, place, field, "a whole number");
    long value = parser.getNumberType() == JsonParser.NumberType.INT ? parser.getIntValue() : -1;
    expect(value >= 0, place, field, "an index");
    return (int) value;
  }

  private String text(String place, String field) {
    expect(parser.currentToken() == JsonToken.VALUE_STRING, place, field, "a text");
    return parser.getString();
  }

  private static void expect(boolean holds, String place, String field, String expected) {
    if (!holds) {
      throw new ModelException(place + "." + field + " is not " + expected);
    }
  }
}
