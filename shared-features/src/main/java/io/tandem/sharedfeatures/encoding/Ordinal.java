package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.strictjson.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One column with the place of the category, from 0: in the list, or of learned ones in the order
 * of their UTF-8 bytes. Unseen is -1, missing NaN.
 *
 * @param values the categories, or empty when they are learned
 */
public record Ordinal(List<String> values, int top, int minCount) implements Encoding {
  private static final double UNSEEN = -1;

  public Ordinal {
    values = List.copyOf(values);
  }

  @Override
  public List<Input> inputs() {
    return Input.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return values.isEmpty()
        ? Optional.of(new Vocabulary(feature, top, minCount))
        : Optional.empty();
  }

  @Override
  public Optional<Collection<String>> categories(String feature, @Nullable Json learned) {
    return Optional.of(values.isEmpty() ? Vocabulary.read(feature, learned) : values);
  }

  @Override
  public Encoder encoder(String feature, List<Expression> inputs, @Nullable Json learned) {
    Map<String, Double> places = new HashMap<>();
    for (String category : values.isEmpty() ? Vocabulary.read(feature, learned) : values) {
      places.put(category, (double) places.size());
    }
    return new CategoryNumber(feature, Expression.text(inputs.get(0)), places, UNSEEN);
  }
}
