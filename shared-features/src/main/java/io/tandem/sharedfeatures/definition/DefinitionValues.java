package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads fields as the types that only a definition has. A faulty field is noted, and reads as
 * absent.
 */
final class DefinitionValues {
  private DefinitionValues() {}

  static Optional<SourcePath> path(JsonField field) {
    Optional<String> text = field.text();
    Optional<SourcePath> path = text.flatMap(SourcePath::parse);
    if (text.isPresent() && path.isEmpty()) {
      field.expected("a path such as $.order.amount or $.cart[*].price");
    }
    return path;
  }

  /** One text or a list of them, each by its place. */
  static Map<String, String> textOrTexts(JsonField field) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!(field.json().orElse(null) instanceof Json.Arr array)) {
      field.text().ifPresent(text -> texts.put(field.place(), text));
      return texts;
    }
    if (array.items().isEmpty()) {
      field.expected("a text, or a list of texts");
    }
    for (JsonField element : field.elements(0, Integer.MAX_VALUE, "a list")) {
      element.text().ifPresent(text -> texts.put(element.place(), text));
    }
    return texts;
  }

  /** Finite numbers, each above the one before. */
  static List<Double> edges(JsonField field) {
    List<Double> edges = new ArrayList<>();
    if (field.isPresent()) {
      boolean right = field.json().orElseThrow() instanceof Json.Arr;
      if (field.json().orElseThrow() instanceof Json.Arr array) {
        for (Json item : array.items()) {
          double value = item instanceof Json.Num number ? number.value() + 0.0 : Double.NaN;
          right &=
              Double.isFinite(value)
                  && (edges.isEmpty() || value > edges.get(edges.size() - 1))
                  && edges.add(value);
        }
        right &= !edges.isEmpty() && edges.size() < Limits.COLUMNS_OF_ONE;
      }
      if (!right) {
        field.expected("a list of ascending numbers");
        return List.of(0.0);
      }
    }
    return edges;
  }

  /** Two finite numbers, the smaller first; all finite doubles when absent. */
  static double[] range(JsonField field) {
    if (field.isPresent()) {
      if (field.json().orElseThrow() instanceof Json.Arr bounds
          && bounds.items().size() == 2
          && bounds.items().get(0) instanceof Json.Num min
          && bounds.items().get(1) instanceof Json.Num max
          && Double.isFinite(min.value())
          && Double.isFinite(max.value())
          && min.value() <= max.value()) {
        return new double[] {min.value(), max.value()};
      }
      field.expected("two numbers, the smaller first");
    }
    return new double[] {Source.NO_MIN, Source.NO_MAX};
  }

  /** Different texts; none when absent. */
  static List<String> categories(JsonField field, int most) {
    List<String> texts = new ArrayList<>();
    if (field.isPresent()) {
      boolean right = field.json().orElseThrow() instanceof Json.Arr;
      if (field.json().orElseThrow() instanceof Json.Arr array) {
        for (Json item : array.items()) {
          right &= item instanceof Json.Text text && isCategory(text) && texts.add(text.value());
        }
        int distinct = new HashSet<>(texts).size();
        right &= distinct == texts.size() && distinct > 0 && distinct <= most;
      }
      if (!right) {
        field.expected("a list of 1 to " + most + " different texts, none blank");
      }
    }
    return texts;
  }

  /** Whether the text can be a category or a value of a table. */
  static boolean isCategory(Json.Text text) {
    return !Texts.isBlank(text.value()) && Texts.isWellFormed(text.value());
  }
}
