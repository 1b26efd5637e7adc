package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.strictjson.Json;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often the text occurred in training; 0 for unseen, NaN for missing.
 *
 * @param top how many texts are learned at most, the most frequent first; others are unseen
 */
public record Frequency(int top) implements Encoding {
  @Override
  public List<Input> inputs() {
    return Input.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return Optional.of(new Vocabulary(feature, top, 1));
  }

  @Override
  public Optional<Collection<String>> categories(String feature, @Nullable Json learned) {
    return Optional.of(Vocabulary.read(feature, learned));
  }

  @Override
  public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
    return new CategoryNumber(
        feature, Expression.text(values.get(0)), Vocabulary.readCounts(feature, learned), 0);
  }
}
