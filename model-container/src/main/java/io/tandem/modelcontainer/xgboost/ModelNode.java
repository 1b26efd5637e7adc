package io.tandem.modelcontainer.xgboost;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object of a model document. Values are {@link String}, {@link Number}, {@link Boolean},
 * {@code int[]} (an array of whole numbers, also the empty array), {@code float[]} (any other of
 * numbers), {@link List} (any other array) and {@link Map}; a missing or unexpected one is a {@link
 * ModelException} that names its path.
 */
final class ModelNode {
  private final Map<String, Object> fields;
  private final String path;

  private ModelNode(Map<String, Object> fields, String path) {
    this.fields = fields;
    this.path = path;
  }

  static ModelNode root(Object document) {
    return of(document, "the document");
  }

  private static ModelNode of(@Nullable Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // the readers make no other maps
      Map<String, Object> fields = (Map<String, Object>) map;
      return new ModelNode(fields, path);
    }
    throw new ModelException(path + " is not an object");
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  ModelNode object(String name) {
    return of(fields.get(name), path(name));
  }

  Map<String, Object> fields() {
    return fields;
  }

  String text(String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new ModelException(path(name) + " is not a text");
  }

  /** XGBoost writes the numbers of its parameters as text. */
  int integer(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      throw new ModelException(path(name) + " is not a whole number");
    }
  }

  int[] wholes(String name) {
    if (fields.get(name) instanceof int[] wholes) {
      return wholes;
    }
    throw new ModelException(path(name) + " is not an array of whole numbers");
  }

  /** An array of whole numbers of a known length. */
  int[] wholes(String name, int length) {
    int[] wholes = wholes(name);
    checkLength(name, wholes.length, length);
    return wholes;
  }

  /** An array of numbers, which may all be whole. */
  float[] floats(String name) {
    Object value = fields.get(name);
    if (value instanceof float[] floats) {
      return floats;
    }
    if (!(value instanceof int[] wholes)) {
      throw new ModelException(path(name) + " is not an array of numbers");
    }
    float[] floats = new float[wholes.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = wholes[i];
    }
    return floats;
  }

  /** An array of numbers of a known length. */
  float[] floats(String name, long length) {
    float[] floats = floats(name);
    checkLength(name, floats.length, length);
    return floats;
  }

  /** 0 and 1, or what XGBoost wrote in JSON before 1.6: false and true. */
  int[] flags(String name, int length) {
    if (!(fields.get(name) instanceof List<?> list)) {
      return wholes(name, length);
    }
    checkLength(name, list.size(), length);
    int[] flags = new int[length];
    for (int i = 0; i < length; i++) {
      if (!(list.get(i) instanceof Boolean flag)) {
        throw new ModelException(path(name) + " is not an array of true and false");
      }
      flags[i] = flag ? 1 : 0;
    }
    return flags;
  }

  private void checkLength(String name, int found, long expected) {
    if (found != expected) {
      throw new ModelException(path(name) + " has " + found + " values, not " + expected);
    }
  }

  /** The empty array, which reads as one of whole numbers, is an empty list too. */
  List<?> list(String name) {
    Object value = fields.get(name);
    if (value instanceof List<?> list) {
      return list;
    }
    if (value instanceof int[] wholes && wholes.length == 0) {
      return List.of();
    }
    throw new ModelException(path(name) + " is not an array");
  }

  ModelNode element(String name, int index) {
    return of(list(name).get(index), path(name) + "[" + index + "]");
  }

  String path(String name) {
    return path.equals("the document") ? name : path + "." + name;
  }
}
