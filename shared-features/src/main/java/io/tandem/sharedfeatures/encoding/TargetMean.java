package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.text.Decimals;
import io.tandem.sharedfeatures.text.Murmur3;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often the label is 1 among the training records with this text, pulled towards the rate of
 * all records as if {@code smoothing} more records had that rate. The vector of a training record
 * is made from the other folds only: no record's label is in its own column. The second input
 * identifies the record; its hash modulo {@code folds} is the fold. Unseen is the rate of all
 * records, missing NaN.
 */
public record TargetMean(int top, double smoothing, int folds) implements Encoding {
  @Override
  public List<Input> inputs() {
    return List.of(new Input(Type.TEXT, false, false), new Input(Type.TEXT, false, false));
  }

  /** Only the fold of an identifier is kept. */
  @Override
  public boolean keeps(int input) {
    return input == 0;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return Optional.of(new Rates(this, feature));
  }

  /** A record without what identifies it belongs to fold 0. */
  private int fold(@Nullable String id) {
    return id == null ? 0 : Integer.remainderUnsigned(Murmur3.hash(id, 0), folds);
  }

  @Override
  public Optional<Collection<String>> categories(String feature, @Nullable Json learned) {
    return Optional.of(Rates.read(feature, learned, folds).keySet());
  }

  @Override
  public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
    return new RateEncoder(
        this,
        feature,
        Expression.text(values.get(0)),
        Expression.text(values.get(1)),
        Rates.read(feature, learned, folds),
        Rates.readTotal(feature, learned, folds));
  }

  /** Records and positive ones in each fold: {@code [n0, p0, n1, p1, ...]}. */
  private static final class Rates implements Statistics {
    private final TargetMean recipe;
    private final String feature;
    private final Vocabulary vocabulary;
    private final Map<String, long[]> counts = new HashMap<>();
    private final long[] total;

    Rates(TargetMean recipe, String feature) {
      this.recipe = recipe;
      this.feature = feature;
      this.vocabulary = new Vocabulary(feature, recipe.top, 1);
      this.total = new long[2 * recipe.folds];
    }

    @Override
    public Optional<String> labelFault(double label) {
      return label == 0 || label == 1
          ? Optional.empty()
          : Optional.of("expected 0 or 1, or false or true");
    }

    @Override
    public void observe(List<Expression> values, Row row) {
      double label = row.label();
      int fold = recipe.fold(Expression.text(values.get(1)).at(row, Row.SCALAR));
      String text = Expression.text(values.get(0)).at(row, Row.SCALAR);
      count(total, fold, label);
      if (text != null) {
        vocabulary.add(text, 1);
        count(counts.computeIfAbsent(text, t -> new long[total.length]), fold, label);
      }
    }

    private static void count(long[] counts, int fold, double label) {
      counts[2 * fold]++;
      counts[2 * fold + 1] += (long) label;
    }

    @Override
    public void merge(Statistics other) {
      Rates rates = (Rates) other;
      vocabulary.merge(rates.vocabulary);
      add(total, rates.total);
      rates.counts.forEach(
          (text, more) -> add(counts.computeIfAbsent(text, t -> new long[more.length]), more));
    }

    private static void add(long[] sums, long[] more) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += more[i];
      }
    }

    @Override
    public String kind() {
      return "rates";
    }

    @Override
    public void write(StateOutput out) {
      write(out, total);
      List<String> texts = vocabulary.texts();
      out.number(texts.size());
      for (String text : texts) {
        out.text(text);
        write(out, counts.getOrDefault(text, new long[total.length]));
      }
    }

    private static void write(StateOutput out, long[] some) {
      for (long one : some) {
        out.number(one);
      }
    }

    @Override
    public void read(StateInput in) {
      readFolds(in, total);
      long[] left = total.clone();
      int texts = in.size(1 + total.length);
      for (int i = 0; i < texts; i++) {
        String text = in.text();
        long[] folds = new long[total.length];
        readFolds(in, folds);
        long observed = 0;
        for (int fold = 0; fold < folds.length; fold++) {
          left[fold] -= folds[fold];
          observed += fold % 2 == 0 ? folds[fold] : 0;
        }
        vocabulary.addOnce(text, observed);
        counts.put(text, folds);
      }
      checkFolds(left);
    }

    private static void readFolds(StateInput in, long[] folds) {
      for (int i = 0; i < folds.length; i++) {
        folds[i] = in.number();
      }
      checkFolds(folds);
    }

    /** Neither records nor positive ones below 0, and not more of these. */
    private static void checkFolds(long[] folds) {
      for (int i = 0; i < folds.length; i += 2) {
        if (folds[i] < 0 || folds[i + 1] < 0 || folds[i + 1] > folds[i]) {
          throw StateInput.broken("has rates that do not add up");
        }
      }
    }

    /** In one fold there are no other folds to make the column of a training record from. */
    private void checkFolds() {
      int used = 0;
      for (int i = 0; i < total.length; i += 2) {
        used += total[i] > 0 ? 1 : 0;
      }
      if (used == 1) {
        throw new DefinitionException(
            "fitting",
            List.of(
                "feature "
                    + feature
                    + ": target-mean has all records in one fold; its second value must be there"
                    + " and differ from record to record"));
      }
    }

    @Override
    public Json finish() {
      checkFolds();
      Json learned = vocabulary.finish();
      List<Json> byText = new ArrayList<>();
      for (String text : Vocabulary.read("", learned)) {
        Json rates = numbers(counts.getOrDefault(text, new long[total.length]));
        byText.add(new Json.Arr("$", List.of(Json.text(text), rates)));
      }
      return Json.object(
          new TreeMap<>(Map.of("rates", new Json.Arr("$", byText), "total", numbers(total))));
    }

    @Override
    public Map<String, Long> counts() {
      return vocabulary.counts();
    }

    private static Json numbers(long[] counts) {
      return new Json.Arr("$", Arrays.stream(counts).<Json>mapToObj(n -> Json.num(n)).toList());
    }

    private static boolean isCount(Json json) {
      return json instanceof Json.Num number
          && number.value() >= 0
          && number.value() <= Json.MAX_WHOLE
          && number.value() == Math.rint(number.value());
    }

    static long[] readTotal(String feature, @Nullable Json learned, int folds) {
      Json total = learned instanceof Json.Obj object ? object.fields().get("total") : null;
      return counts(feature, total, folds);
    }

    static Map<String, long[]> read(String feature, @Nullable Json learned, int folds) {
      Map<String, long[]> rates = new LinkedHashMap<>();
      if (learned instanceof Json.Obj object
          && object.fields().get("rates") instanceof Json.Arr byText
          && byText.items().size() <= Limits.COLUMNS_OF_ONE) {
        for (Json entry : byText.items()) {
          if (entry instanceof Json.Arr pair
              && pair.items().size() == 2
              && pair.items().get(0) instanceof Json.Text text) {
            rates.put(text.value(), counts(feature, pair.items().get(1), folds));
          }
        }
        if (rates.size() == byText.items().size()) {
          return rates;
        }
      }
      throw StateReader.lacks(feature, "rates");
    }

    private static long[] counts(String feature, @Nullable Json json, int folds) {
      if (json instanceof Json.Arr items
          && items.items().size() == 2 * folds
          && items.items().stream().allMatch(Rates::isCount)) {
        return items.items().stream().mapToLong(i -> (long) ((Json.Num) i).value()).toArray();
      }
      throw StateReader.lacks(feature, "counts of " + folds + " folds");
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record RateEncoder(
      TargetMean recipe,
      String feature,
      RowToText value,
      RowToText id,
      Map<String, long[]> rates,
      long[] total)
      implements Encoder {

    @Override
    public List<String> columns() {
      return List.of(feature);
    }

    /** The counts behind a record's column, without those of its own fold. */
    private record Counts(double records, double positive, double prior) {}

    private Counts counts(Row row, String text) {
      int without = ownFold(row);
      long[] rate = rates.get(text);
      double all = sum(total, 0, without);
      return new Counts(
          rate == null ? 0 : sum(rate, 0, without),
          rate == null ? 0 : sum(rate, 1, without),
          all == 0 ? 0 : sum(total, 1, without) / all);
    }

    private int ownFold(Row row) {
      return row.isRecord() ? recipe.fold(id.at(row, Row.SCALAR)) : -1;
    }

    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      String text = value.at(row, Row.SCALAR);
      if (text == null) {
        vector[at] = Float.NaN;
        return Outcome.MISSING;
      }
      Counts of = counts(row, text);
      double weight = of.records + recipe.smoothing;
      double smoothed = (of.positive + of.prior * recipe.smoothing) / weight;
      vector[at] = Encoding.column(weight == 0 ? of.prior : smoothed);
      return rates.containsKey(text) ? Outcome.KNOWN : Outcome.UNSEEN;
    }

    @Override
    public String explain(Row row) {
      String text = value.at(row, Row.SCALAR);
      if (text == null) {
        return "";
      }
      Counts of = counts(row, text);
      return "the label is 1 in %s of %s training records with it, in %s of all; smoothing %s%s"
          .formatted(
              Json.number(of.positive),
              Json.number(of.records),
              Decimals.shown((float) of.prior),
              Json.number(recipe.smoothing),
              row.isRecord() ? "; without the record's own fold " + ownFold(row) : "");
    }

    private static double sum(long[] counts, int first, int withoutFold) {
      long sum = 0;
      for (int i = first; i < counts.length; i += 2) {
        sum += i / 2 == withoutFold ? 0 : counts[i];
      }
      return sum;
    }
  }
}
