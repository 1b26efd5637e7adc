package io.tandem.workbench.pair;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;

/** What production says of one order. */
public sealed interface Prediction {
  /**
   * @param json the answer to one order: {@code {"predictions":[{"probability":0.25,...}]}}
   */
  record Of(String json) implements Prediction {
    /** A number, or null when the model gives none. */
    public Json probability() {
      return field("probability");
    }

    /** What the prediction has under a key, or null. */
    Json field(String key) {
      Json read = Json.read(json.getBytes(StandardCharsets.UTF_8), JsonLimits.ofBytes(64 << 20));
      return read instanceof Json.Obj answer
              && answer.fields().get("predictions") instanceof Json.Arr predictions
              && predictions.items().getFirst() instanceof Json.Obj prediction
          ? prediction.fields().getOrDefault(key, new Json.Null("$"))
          : new Json.Null("$");
    }
  }

  /**
   * @param detail the place and what was expected there, never the order's data
   */
  record Rejected(String detail) implements Prediction {}
}
