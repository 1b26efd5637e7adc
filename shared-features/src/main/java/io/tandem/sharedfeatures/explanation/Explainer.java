package io.tandem.sharedfeatures.explanation;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.strictjson.Json;
import java.util.List;

/**
 * Says how the vector of an order comes about. Slow; for people. Thread-safe.
 *
 * <pre>
 * order bytes -> OrderReader -> Row -> ExplanationBuilder -> Explanation, or why it is rejected
 * </pre>
 */
public final class Explainer {
  private final FeatureSet features;
  private final SourceTree tree;

  /** Where the order stands in what is given. */
  private final List<String> toOrder;

  private Explainer(FeatureSet features, SourceTree tree, List<String> toOrder) {
    this.features = features;
    this.tree = tree;
    this.toOrder = toOrder;
  }

  /** Of bare orders. */
  public static Explainer ofOrders(FeatureSet features) {
    return new Explainer(features, features.definition().orderTree(), List.of());
  }

  /**
   * Of training records: explains what the model is trained with, which for a target mean leaves
   * out the record's own fold.
   */
  public static Explainer ofRecords(FeatureSet features) {
    FeatureDefinition definition = features.definition();
    return new Explainer(features, definition.recordTree(), definition.order().steps());
  }

  /**
   * @param json one complete JSON object
   * @return an {@link Explanation}, or why the order is rejected
   */
  public Explained explain(byte[] json) {
    OrderReader reader = new OrderReader(tree, OrderParsers.factory());
    Rejection rejection = reader.read(json, 0, json.length);
    if (rejection != null) {
      return new Explained.Rejected(rejection);
    }
    Json order = LimitedJson.read("order", json);
    for (String step : toOrder) {
      order = order instanceof Json.Obj object ? object.fields().getOrDefault(step, order) : order;
    }
    return new ExplanationBuilder(features.definition(), features.encoders(), reader, order)
        .explain();
  }
}
