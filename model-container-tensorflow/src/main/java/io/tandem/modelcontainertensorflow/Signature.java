package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.UnfitModelException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model can be asked for: which tensors go in and come out.
 *
 * @param inputs by name
 * @param outputs by name
 */
record Signature(String name, List<Tensor> inputs, List<Tensor> outputs) {
  /** The signature that Keras and tf.saved_model.save write unless told otherwise. */
  private static final String DEFAULT = "serving_default";

  private static final int MAX_LISTED = 10;

  /** The types of TensorFlow that are served, by their numbers. */
  enum Type {
    FLOAT(1, Float.BYTES),
    DOUBLE(2, Double.BYTES);

    final int number;
    final int bytes;

    Type(int number, int bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    /** Null for all others. */
    static @Nullable Type of(long number) {
      for (Type type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      return null;
    }
  }

  /**
   * A tensor of a signature.
   *
   * @param name in the signature
   * @param place in the graph: {@code serving_default_x:0}; empty for a tensor in parts
   * @param type as TensorFlow numbers it
   * @param shape below 0 what differs between calls; null when even the rank is unknown
   */
  record Tensor(String name, String place, long type, @Nullable List<Long> shape) {
    /** The operation that makes it. */
    String operation() {
      int colon = place.lastIndexOf(':');
      return colon < 0 ? place : place.substring(0, colon);
    }

    /** Which of the outputs of the operation it is. */
    int index() {
      int colon = place.lastIndexOf(':');
      try {
        return colon < 0 ? 0 : Integer.parseInt(place.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw new UnfitModelException("the place of its tensor %s is none".formatted(name));
      }
    }
  }

  /**
   * The one that is served: {@value #DEFAULT}, else the only one.
   *
   * @throws UnfitModelException that lists them when it is not clear
   */
  static Signature served(Map<String, Signature> all) {
    Signature byDefault = all.get(DEFAULT);
    if (byDefault != null) {
      return byDefault;
    }
    if (all.size() == 1) {
      return all.values().iterator().next();
    }
    if (all.isEmpty()) {
      throw new UnfitModelException(
          "it has no signature: save it with signatures={\"%s\": FUNCTION}, or a Keras model with"
                  .formatted(DEFAULT)
              + " model.export");
    }
    throw new UnfitModelException(
        "it has the signatures %s, of which none is %s: save the one to be served under that name"
            .formatted(listed(List.copyOf(all.keySet())), DEFAULT));
  }

  /**
   * The output that holds the prediction: the only one of numbers.
   *
   * @throws UnfitModelException that lists them when it is not clear
   */
  Tensor output() {
    List<Tensor> numbers = outputs.stream().filter(output -> Type.of(output.type) != null).toList();
    if (numbers.size() != 1) {
      throw new UnfitModelException(
          "of the outputs of signature %s (%s) it is not clear which one holds the prediction: expected one of float or double"
              .formatted(name, listed(outputs.stream().map(Tensor::name).toList())));
    }
    return numbers.getFirst();
  }

  static String listed(List<String> names) {
    String some = names.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
    return names.size() > MAX_LISTED ? some + ", ..." : some;
  }
}
