package io.tandem.sharedfeatures;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often the text occurred in training; 0 for unseen, NaN for missing.
 *
 * @param top for how many texts that is learned at most, the most frequent first; others are unseen
 */
record Frequency(int top) implements Encoding {
  @Override
  public Type input() {
    return Type.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return Optional.of(new Vocabulary(feature, top, 1));
  }

  @Override
  public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
    Expression.TextCode text = Expression.text(value);
    Map<String, Double> counts = Vocabulary.readCounts(feature, learned);
    Expression count =
        Function.number(
            Expression.SCALAR,
            (row, i) -> {
              String category = text.at(row, i);
              return category == null ? Double.NaN : counts.getOrDefault(category, 0.0);
            });
    return Encoding.ofNumber(feature, count, x -> x);
  }
}
