package io.tandem.modelcontainer.xgboost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A model file in one of the forms XGBoost has written over the years.
 *
 * @param root the whole document
 * @param bytes what the native library can load: the file itself, or its translation
 * @param form for messages and the log
 */
record ModelDocument(ModelNode root, NativeBytes bytes, String form) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxDocumentLength(-1)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Not a record component of its own, since records compare arrays by identity. */
  static final class NativeBytes {
    final byte[] array;

    NativeBytes(byte[] array) {
      this.array = array;
    }
  }

  /**
   * @throws ModelFault saying what the bytes are instead
   */
  static ModelDocument read(byte[] file) {
    if (file.length < 2) {
      throw new ModelFault("the file is empty");
    }
    if (BinaryModel.recognizes(file)) {
      byte[] json = BinaryModel.toJson(file);
      return new ModelDocument(ModelNode.root(json(json)), new NativeBytes(json), "binary");
    }
    if (file[0] == '{' && (file[1] == '"' || file[1] <= ' ')) {
      return new ModelDocument(ModelNode.root(json(file)), new NativeBytes(file), "JSON");
    }
    if (file[0] == '{') {
      Object document = UbjsonReader.read(file);
      return new ModelDocument(ModelNode.root(document), new NativeBytes(file), "UBJSON");
    }
    if ((file[0] & 0xff) == 0x80 && file[1] <= 5) {
      throw new ModelFault(
          "it is a Python pickle, as AWS's images wrote them up to XGBoost 1.0: "
              + "load it there and save it with Booster.save_model(\"model.ubj\")");
    }
    throw new ModelFault("it is neither XGBoost's JSON nor UBJSON nor its binary form");
  }

  private static Object json(byte[] file) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), file)) {
      parser.nextToken();
      Object document = value(parser);
      if (parser.nextToken() != null) {
        throw new ModelFault("something follows the end of the document");
      }
      return document;
    } catch (JacksonException e) {
      throw new ModelFault(
          "it is not valid JSON at line %d, column %d (cut off?)"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
  }

  private static Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new ModelFault("the file is cut off");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default ->
          throw new ModelFault(
              "unexpected value at line " + parser.currentTokenLocation().getLineNr());
    };
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static Object array(JsonParser parser) {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return numbersOrList(list);
  }

  /** An array of numbers only becomes {@code double[]}. */
  static Object numbersOrList(List<Object> list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Double number)) {
        return list;
      }
      numbers[i] = number;
    }
    return numbers;
  }
}
