package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.text.Murmur3;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of columns; {@link Murmur3} of {@code feature=text} chooses the one of a text.
 * Needs no vocabulary, at the price of collisions. Of one text: 1 in its column, missing leaves all
 * 0. Of the texts of an array's elements ({@code bag}): the sum of their weights in each column.
 */
public record HashBuckets(int buckets, int seed, boolean bag) implements Encoding {
  @Override
  public List<Input> inputs() {
    return bag ? Input.WEIGHTED_TEXTS : Input.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return Optional.empty();
  }

  @Override
  public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
    List<String> columns = new ArrayList<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      columns.add(feature + "#" + bucket);
    }
    HashEncoder hash = new HashEncoder(columns, feature, Expression.text(values.get(0)), seed);
    return bag ? new BagEncoder(hash, WeightedTexts.of(values)) : hash;
  }

  private record HashEncoder(List<String> columns, String feature, RowToText value, int seed)
      implements Encoder {

    HashEncoder {
      columns = List.copyOf(columns);
    }

    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      Arrays.fill(vector, at, at + columns.size(), 0);
      String text = value.at(row, Row.SCALAR);
      if (text == null) {
        return Outcome.MISSING;
      }
      vector[at + bucket(text)] = 1;
      return Outcome.KNOWN;
    }

    @Override
    public String explain(Row row) {
      String text = value.at(row, Row.SCALAR);
      return text == null ? "" : words(text);
    }

    String words(String text) {
      return "'" + text + "' falls into bucket " + bucket(text);
    }

    int bucket(String text) {
      return Integer.remainderUnsigned(Murmur3.hash(feature + "=" + text, seed), columns.size());
    }
  }

  private record BagEncoder(HashEncoder hash, WeightedTexts elements) implements Encoder {
    @Override
    public List<String> columns() {
      return hash.columns;
    }

    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      return elements.addUp(row, columns().size(), hash::bucket, vector, at)
          ? Outcome.KNOWN
          : Outcome.MISSING;
    }

    @Override
    public String explain(Row row) {
      return elements.distinct(row).stream().map(hash::words).collect(Collectors.joining(", "));
    }
  }
}
