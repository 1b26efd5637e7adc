package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of a fixed number of columns, chosen by {@link Murmur3} of {@code feature=text}, is 1;
 * missing leaves all 0. Needs no vocabulary, at the price of collisions.
 */
record HashBuckets(int buckets, int seed) implements Encoding {
  @Override
  public Type input() {
    return Type.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return Optional.empty();
  }

  @Override
  public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
    List<String> columns = new ArrayList<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      columns.add(feature + "#" + bucket);
    }
    return new HashEncoder(columns, feature, Expression.text(value), seed);
  }

  private record HashEncoder(
      List<String> columns, String feature, Expression.TextCode value, int seed)
      implements Encoder {

    HashEncoder {
      columns = List.copyOf(columns);
    }

    @Override
    public void encode(Row row, float[] vector, int at) {
      Arrays.fill(vector, at, at + columns.size(), 0);
      String text = value.at(row, Expression.SCALAR);
      if (text != null) {
        int hash = Murmur3.hash(feature + "=" + text, seed);
        vector[at + Integer.remainderUnsigned(hash, columns.size())] = 1;
      }
    }
  }
}
