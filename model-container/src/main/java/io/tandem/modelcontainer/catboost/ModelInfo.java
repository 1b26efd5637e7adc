package io.tandem.modelcontainer.catboost;

import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The metadata of a model, as far as predictions depend on them.
 *
 * @param loss the name of its loss function; empty when it is not stated, as of a sum of models
 * @param labels the names of its classes as JSON text, in their order; empty when not stated
 * @param threshold of a probability, from which on the second of two classes is predicted
 */
record ModelInfo(String loss, List<String> labels, String threshold) {
  private static final String PARAMS = "params";
  private static final String LOSS = "loss_function";
  private static final String CLASSES = "class_params";

  /** Before CatBoost 0.24. */
  private static final String OLD_CLASSES = "multiclass_params";

  private static final String THRESHOLD = "binclass_probability_threshold";

  /** The entries that are read. */
  static final Set<String> KEYS = Set.of(PARAMS, LOSS, CLASSES, OLD_CLASSES, THRESHOLD);

  private static final JsonLimits LIMITS = JsonLimits.ofBytes(16 * 1024 * 1024);

  ModelInfo {
    labels = List.copyOf(labels);
  }

  /**
   * @param entries those of {@link #KEYS} that there are; texts of JSON, but for the threshold
   */
  static ModelInfo of(Map<String, String> entries) {
    Optional<Json> params = json(entries, PARAMS);
    Optional<Json> loss = params.flatMap(value -> field(value, LOSS)).or(() -> json(entries, LOSS));
    Optional<Json> classes = json(entries, CLASSES).or(() -> json(entries, OLD_CLASSES));
    return new ModelInfo(
        loss.flatMap(value -> field(value, "type")).map(ModelInfo::text).orElse(""),
        classes
            .flatMap(value -> field(value, "class_names"))
            .or(
                () ->
                    params
                        .flatMap(value -> field(value, "data_processing_options"))
                        .flatMap(value -> field(value, "class_names")))
            .map(ModelInfo::labels)
            .orElse(List.of()),
        entries.getOrDefault(THRESHOLD, ""));
  }

  private static Optional<Json> json(Map<String, String> entries, String key) {
    String text = entries.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(text.getBytes(StandardCharsets.UTF_8), LIMITS));
    } catch (InvalidJsonException e) {
      throw new ModelException("its metadata " + key + " " + e.fault());
    }
  }

  private static Optional<Json> field(Json value, String name) {
    return value instanceof Json.Obj object
        ? Optional.ofNullable(object.fields().get(name))
        : Optional.empty();
  }

  private static String text(Json value) {
    if (value instanceof Json.Text text) {
      return text.value();
    }
    throw new ModelException("its metadata loss_function has a type that is not a text");
  }

  private static List<String> labels(Json value) {
    return value instanceof Json.Arr array
        ? array.items().stream().map(Json::compact).toList()
        : List.of();
  }
}
