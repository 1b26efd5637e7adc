package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.encoding.Bins;
import io.tandem.sharedfeatures.encoding.CustomEncodingAdapter;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.encoding.Frequency;
import io.tandem.sharedfeatures.encoding.HashBuckets;
import io.tandem.sharedfeatures.encoding.NumberEncodings;
import io.tandem.sharedfeatures.encoding.OneHot;
import io.tandem.sharedfeatures.encoding.Ordinal;
import io.tandem.sharedfeatures.encoding.TargetMean;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import io.tandem.strictjson.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an encoding is written in a definition. Long, as it is the table of all encodings.
 *
 * @param options for people: the options and what they are when absent
 * @param meaning for people: the columns it makes, also for missing and unseen
 */
public record EncodingForm(
    String name, List<Encoding.Input> inputs, String options, String meaning, Code code) {
  private static final Map<String, OneHot.Fallback> FALLBACKS =
      Map.of(
          "column", OneHot.Fallback.COLUMN,
          "zero", OneHot.Fallback.ZERO,
          "nan", OneHot.Fallback.NAN);

  /** All of them; a feature without one is its number as it is. */
  public static final List<EncodingForm> ALL =
      List.of(
          new EncodingForm(
              "one-hot",
              Encoding.Input.TEXT,
              "`values` (listed categories), or learned: `top` (10000), `min_count` (1); `unseen`,"
                  + " `missing`: `column` (the default), `zero` or `nan`",
              "a column `name=category` per category: 1 for the text at hand, 0 elsewhere; unseen"
                  + " has the column `name=other`, missing `name.missing`, or all columns hold 0 or"
                  + " NaN; learned categories are the `top` most frequent, ties by UTF-8 bytes,"
                  + " their columns in the order of UTF-8 bytes",
              (options, problems) -> oneHot(options, problems, false)),
          new EncodingForm(
              "multi-hot",
              Encoding.Input.WEIGHTED_TEXTS,
              "as of `one-hot`",
              "the columns of `one-hot`; each holds the sum of the weights (1 when no weights are"
                  + " given) of the elements with that category, of unseen ones `name=other`; an"
                  + " element without a weight adds nothing; missing when no element has a text;"
                  + " `unseen: nan` makes all columns NaN",
              (options, problems) -> oneHot(options, problems, true)),
          new EncodingForm(
              "ordinal",
              Encoding.Input.TEXT,
              "`values` (listed categories), or learned: `top` (10000), `min_count` (1)",
              "one column: the place of the category, from 0, in the list, or of learned ones in"
                  + " the order of UTF-8 bytes; -1 for unseen, NaN for missing",
              (options, problems) ->
                  new Ordinal(values(options, problems), top(options), minCount(options))),
          new EncodingForm(
              "hash",
              Encoding.Input.TEXT,
              "`buckets` (required), `seed` (0)",
              "`buckets` columns `name#0` ...: 1 in the one that MurmurHash3 (x86, 32 bits,"
                  + " unsigned modulo `buckets`) of `name=text` chooses, 0 elsewhere; missing is 0"
                  + " in all; nothing is unseen",
              (options, problems) -> hash(options, false)),
          new EncodingForm(
              "hash-bag",
              Encoding.Input.WEIGHTED_TEXTS,
              "as of `hash`",
              "the columns of `hash`; each holds the sum of the weights (1 when no weights are"
                  + " given) of the elements that it is chosen for; an element without a weight"
                  + " adds nothing; nothing is unseen; missing, 0 in all, when no element has a"
                  + " text",
              (options, problems) -> hash(options, true)),
          new EncodingForm(
              "target-mean",
              List.of(
                  new Encoding.Input(Type.TEXT, false, false),
                  new Encoding.Input(Type.TEXT, false, false)),
              "`top` (10000), `smoothing` (20), `folds` (5)",
              "one column: how often the label is 1 among training records with the first text,"
                  + " pulled towards the rate of all records as if `smoothing` more had that rate."
                  + " Serving counts all training records. The vector of a training record counts"
                  + " only those of other folds than its own, so that its own label is not in its"
                  + " column; a record's fold is a hash of the second text, which identifies it,"
                  + " modulo `folds`; records without one are all in one fold. Unseen gets the rate"
                  + " of all records (of the other folds, in training), missing NaN",
              (options, problems) ->
                  new TargetMean(
                      top(options),
                      options.optional("smoothing").number(0, 1e9).orElse(20.0),
                      options.optional("folds").integer(2, 20).orElse(5))),
          new EncodingForm(
              "frequency",
              Encoding.Input.TEXT,
              "`top` (10000)",
              "one column: how often training records had the text, learned for the `top` most"
                  + " frequent ones; 0 for unseen, NaN for missing",
              (options, problems) -> new Frequency(top(options))),
          new EncodingForm(
              "standardize",
              Encoding.Input.NUMBER,
              "none",
              "one column: (x - mean) / standard deviation (of n), both learned; 0 when all"
                  + " training values were equal or there were none; NaN for missing",
              (options, problems) -> new NumberEncodings.Standardize()),
          new EncodingForm(
              "min-max",
              Encoding.Input.NUMBER,
              "none",
              "one column: (x - smallest) / (largest - smallest training value), not clipped; 0"
                  + " when all were equal or there were none; NaN for missing",
              (options, problems) -> NumberEncodings.ByQuantiles.minMax()),
          new EncodingForm(
              "robust-scale",
              Encoding.Input.NUMBER,
              "none",
              "one column: (x - median) / (upper - lower quartile), all learned; 0 when the"
                  + " quartiles were equal or there were no values; NaN for missing",
              (options, problems) -> NumberEncodings.ByQuantiles.robustScale()),
          new EncodingForm(
              "winsorize",
              Encoding.Input.NUMBER,
              "`lower` (0.01), `upper` (0.99)",
              "one column: x, but not below the one and not above the other quantile of the"
                  + " training values, x itself when there were none; NaN for missing",
              EncodingForm::winsorize),
          new EncodingForm(
              "impute",
              Encoding.Input.NUMBER,
              "`with`: `mean` (the default), `median`, `mode`",
              "one column: the number, or where it is missing what is learned (0 when training"
                  + " records had no value); of a constant, write `coalesce(x, 0)`",
              (options, problems) ->
                  options
                      .optional("with")
                      .choice(
                          Map.of(
                              "mean", new NumberEncodings.ImputeMean(),
                              "median", NumberEncodings.ByQuantiles.imputeMedian(),
                              "mode", new NumberEncodings.ImputeMode()))
                      .orElse(new NumberEncodings.ImputeMean())),
          new EncodingForm(
              "bucketize",
              Encoding.Input.NUMBER,
              "`edges` (required, ascending), `output`: `number` (the default) or `one-hot`",
              "the bin of x: 0 below the first edge, i from the i-th edge on, the last from the"
                  + " last edge on; as a number in one column, NaN for missing, or as a column"
                  + " `name[i]` per bin and `name.missing`",
              (options, problems) ->
                  new Bins(
                      DefinitionValues.edges(options.required("edges")), 0, oneHotOutput(options))),
          new EncodingForm(
              "quantile-bin",
              Encoding.Input.NUMBER,
              "`bins` (10), `output` as of `bucketize`",
              "as `bucketize`, with learned edges, the quantiles that cut the training values into"
                  + " parts of about equal size; edges that coincide are one; without training"
                  + " values one edge, 0",
              (options, problems) ->
                  new Bins(
                      List.of(),
                      options.optional("bins").integer(2, 1_000).orElse(10),
                      oneHotOutput(options))));

  /** Reads the options; what is wrong with them is added to the problems. */
  @FunctionalInterface
  interface Code {
    @Nullable Encoding read(JsonObject options, Problems problems);
  }

  /**
   * The encoding of a feature; null after a problem.
   *
   * @param feature its fields
   * @param customEncodings those of one's own
   */
  static @Nullable Encoding read(
      JsonObject feature, List<CustomEncoding> customEncodings, Problems problems) {
    Optional<Json> encode = feature.optional("encode").json();
    if (encode.isEmpty()) {
      return new NumberEncodings.AsIs();
    }
    Map<String, Code> codes = new LinkedHashMap<>();
    ALL.forEach(form -> codes.put(form.name, form.code));
    customEncodings.forEach(
        custom ->
            codes.put(
                custom.id() + "@" + custom.version(),
                (options, all) -> ofCustom(custom, options, all)));
    List<String> names =
        encode.get() instanceof Json.Obj object ? List.copyOf(object.fields().keySet()) : List.of();
    Code code = names.size() == 1 ? codes.get(names.get(0)) : null;
    if (code == null) {
      problems.add(
          encode.get().place()
              + ": expected an object with one of "
              + String.join(", ", codes.keySet())
              + (names.size() == 1 ? Suggestion.hint(names.get(0), codes.keySet()) : ""));
      return null;
    }
    JsonObject options =
        JsonObject.of(encode.get(), problems).required(names.get(0)).objectOrEmpty();
    int before = problems.size();
    Encoding encoding = code.read(options, problems);
    options.refuseOtherFields();
    return problems.size() == before ? encoding : null;
  }

  private static @Nullable Encoding ofCustom(
      CustomEncoding custom, JsonObject fields, Problems problems) {
    Map<String, String> options = new LinkedHashMap<>();
    fields
        .values()
        .forEach(
            (name, value) -> {
              if (value instanceof Json.Text text) {
                options.put(name, text.value());
              } else if (value instanceof Json.Num || value instanceof Json.Bool) {
                options.put(name, value.compact());
              } else {
                problems.add(value.place() + ": expected a text, a number, true or false");
              }
            });
    try {
      return new CustomEncodingAdapter(custom, custom.recipe(options));
    } catch (IllegalArgumentException e) {
      problems.add(fields.place() + ": " + e.getMessage());
      return null;
    }
  }

  private static Encoding oneHot(JsonObject options, Problems problems, boolean bag) {
    return new OneHot(
        values(options, problems),
        top(options),
        minCount(options),
        options.optional("unseen").choice(FALLBACKS).orElse(OneHot.Fallback.COLUMN),
        options.optional("missing").choice(FALLBACKS).orElse(OneHot.Fallback.COLUMN),
        bag);
  }

  private static List<String> values(JsonObject options, Problems problems) {
    List<String> values =
        DefinitionValues.categories(options.optional("values"), Limits.COLUMNS_OF_ONE);
    if (!values.isEmpty()
        && (options.optional("top").isPresent() || options.optional("min_count").isPresent())) {
      problems.add(options.place() + ": values are listed, so top and min_count choose nothing");
    }
    return values;
  }

  private static Encoding hash(JsonObject options, boolean bag) {
    return new HashBuckets(
        options.required("buckets").integer(1, Limits.COLUMNS_OF_ONE).orElse(1),
        options.optional("seed").integer(0, Integer.MAX_VALUE).orElse(0),
        bag);
  }

  private static Encoding winsorize(JsonObject options, Problems problems) {
    double lower = options.optional("lower").number(0, 1).orElse(0.01);
    double upper = options.optional("upper").number(0, 1).orElse(0.99);
    if (lower > upper) {
      problems.add(options.place() + ": lower is above upper");
    }
    return NumberEncodings.ByQuantiles.winsorize(lower, upper);
  }

  private static boolean oneHotOutput(JsonObject options) {
    return options
        .optional("output")
        .choice(Map.of("number", false, "one-hot", true))
        .orElse(false);
  }

  private static int top(JsonObject options) {
    return options.optional("top").integer(1, Limits.COLUMNS_OF_ONE).orElse(Limits.COLUMNS_OF_ONE);
  }

  private static int minCount(JsonObject options) {
    return options.optional("min_count").integer(1, Integer.MAX_VALUE).orElse(1);
  }
}
