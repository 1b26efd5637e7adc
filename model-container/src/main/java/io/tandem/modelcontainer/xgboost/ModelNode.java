package io.tandem.modelcontainer.xgboost;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object of a model document. Values are {@link String}, {@link Double}, {@link Boolean},
 * {@code double[]} (an array of numbers, also the empty array), {@link List} (any other array) and
 * {@link Map}; a missing or unexpected one is a {@link ModelFault} that names its path.
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
    throw new ModelFault(path + " is not an object");
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
    throw new ModelFault(path(name) + " is not a text");
  }

  /** XGBoost writes the numbers of its parameters as text. */
  int integer(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      throw new ModelFault(path(name) + " is not a whole number");
    }
  }

  double[] numbers(String name) {
    if (fields.get(name) instanceof double[] numbers) {
      return numbers;
    }
    throw new ModelFault(path(name) + " is not an array of numbers");
  }

  /** An array of numbers of a known length. */
  double[] numbers(String name, long length) {
    double[] numbers = numbers(name);
    if (numbers.length != length) {
      throw new ModelFault(path(name) + " has " + numbers.length + " values, not " + length);
    }
    return numbers;
  }

  /** The empty array, which reads as one of numbers, is an empty list too. */
  List<?> list(String name) {
    Object value = fields.get(name);
    if (value instanceof List<?> list) {
      return list;
    }
    if (value instanceof double[] numbers && numbers.length == 0) {
      return List.of();
    }
    throw new ModelFault(path(name) + " is not an array");
  }

  ModelNode element(String name, int index) {
    return of(list(name).get(index), path(name) + "[" + index + "]");
  }

  String path(String name) {
    return path.equals("the document") ? name : path + "." + name;
  }
}
