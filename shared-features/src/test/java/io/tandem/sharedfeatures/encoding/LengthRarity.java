package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A custom encoding that learns: how rare the length of a text is, as -ln of its share among the
 * training records; of an array's elements, that of the rarest one. NaN when there is no text.
 */
public final class LengthRarity implements CustomEncoding {
  @Override
  public String id() {
    return "acme-length-rarity";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Input> inputs() {
    return List.of(new Input(InputType.TEXT, true));
  }

  @Override
  public Recipe recipe(Map<String, String> options) {
    if (!options.isEmpty()) {
      throw new IllegalArgumentException("expected no options");
    }
    return new Recipe() {
      @Override
      public Optional<Learner> learner() {
        return Optional.of(new Counts());
      }

      @Override
      public Transform transform(String learned) {
        return new Rarity(Counts.read(learned));
      }
    };
  }

  /** Counts add up in any order; sorted by length they are one text. */
  static final class Counts implements Learner {
    final Map<Integer, Long> byLength = new TreeMap<>();

    @Override
    public void observe(Values values) {
      for (int i = 0; i < values.length(); i++) {
        String text = values.text(0, i);
        if (text != null) {
          byLength.merge(text.length(), 1L, Long::sum);
        }
      }
    }

    @Override
    public void merge(Learner other) {
      ((Counts) other)
          .byLength.forEach((length, count) -> byLength.merge(length, count, Long::sum));
    }

    @Override
    public String finish() {
      StringBuilder text = new StringBuilder();
      byLength.forEach(
          (length, count) -> text.append(length).append(' ').append(count).append('\n'));
      return text.toString();
    }

    @Override
    public byte[] state() {
      return finish().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void merge(byte[] state) {
      Counts other = new Counts();
      other.byLength.putAll(read(new String(state, StandardCharsets.UTF_8)));
      merge(other);
    }

    static Map<Integer, Long> read(String learned) {
      Map<Integer, Long> counts = new TreeMap<>();
      for (String line : learned.lines().toList()) {
        String[] words = line.split(" ", -1);
        if (words.length != 2) {
          throw new IllegalArgumentException("expected lines of a length and its count");
        }
        counts.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
      }
      return counts;
    }
  }

  private record Rarity(Map<Integer, Long> byLength) implements Transform {
    @Override
    public List<String> suffixes() {
      return List.of("", ".elements");
    }

    @Override
    public void apply(Values values, double[] columns) {
      double all = byLength.values().stream().mapToLong(Long::longValue).sum() + 1.0;
      columns[0] = Double.NaN;
      for (int i = 0; i < values.length(); i++) {
        String text = values.text(0, i);
        if (text != null) {
          double share = (byLength.getOrDefault(text.length(), 0L) + 1) / all;
          double rarity = -StrictMath.log(share);
          columns[0] = rarity > columns[0] || Double.isNaN(columns[0]) ? rarity : columns[0];
        }
      }
      columns[1] = values.length();
    }
  }
}
