package io.tandem.sharedfeatures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an encoding is written in a definition.
 *
 * @param options for people: the options and what they are when absent
 * @param meaning for people: the columns it makes, also for missing and unseen
 */
record EncodingForm(String name, Type input, String options, String meaning, Code code) {
  private static final Map<String, OneHot.Fallback> FALLBACKS =
      Map.of(
          "column", OneHot.Fallback.COLUMN,
          "zero", OneHot.Fallback.ZERO,
          "nan", OneHot.Fallback.NAN);

  /** All of them; a feature without one is its number as it is. */
  static final List<EncodingForm> ALL =
      List.of(
          new EncodingForm(
              "one-hot",
              Type.TEXT,
              "`values` (listed categories), or learned: `top` (10000), `min_count` (1); `unseen`,"
                  + " `missing`: `column` (the default), `zero` or `nan`",
              "a column `name=category` per category: 1 for the text at hand, 0 elsewhere; unseen"
                  + " has the column `name=other`, missing `name.missing`, or all columns hold 0 or"
                  + " NaN; learned categories are the `top` most frequent, ties by UTF-8 bytes,"
                  + " their columns in the order of UTF-8 bytes",
              EncodingForm::oneHot),
          new EncodingForm(
              "hash",
              Type.TEXT,
              "`buckets` (required), `seed` (0)",
              "columns `name#0` ...: 1 in the one that MurmurHash3 (x86, 32 bits, unsigned modulo"
                  + " `buckets`) of `name=text` chooses, 0 elsewhere; missing is 0 in all; nothing"
                  + " is unseen",
              (options, problems) ->
                  new HashBuckets(
                      options.integer("buckets", 1, Limits.COLUMNS_OF_ONE, 0),
                      options.integer("seed", 0, Integer.MAX_VALUE, 0))),
          new EncodingForm(
              "frequency",
              Type.TEXT,
              "`top` (10000)",
              "one column: how often training records had the text, learned for the `top` most"
                  + " frequent ones; 0 for unseen, NaN for missing",
              (options, problems) -> new Frequency(top(options))),
          new EncodingForm(
              "standardize",
              Type.NUMBER,
              "none",
              "one column: (x - mean) / standard deviation (of n), both learned; 0 when all"
                  + " training values were equal; NaN for missing",
              (options, problems) -> new NumberEncodings.Standardize()),
          new EncodingForm(
              "impute",
              Type.NUMBER,
              "none",
              "one column: the number, or where it is missing the learned mean (0 when training"
                  + " records had no value)",
              (options, problems) -> new NumberEncodings.ImputeMean()));

  /** Reads the options; what is wrong with them is added to the problems. */
  @FunctionalInterface
  interface Code {
    Encoding read(Fields options, List<String> problems);
  }

  /**
   * The encoding of a feature; null after a problem.
   *
   * @param feature its fields
   */
  static @Nullable Encoding read(Fields feature, List<String> problems) {
    Optional<Json> encode = feature.optional("encode");
    if (encode.isEmpty()) {
      return new NumberEncodings.AsIs();
    }
    Map<String, EncodingForm> forms = new LinkedHashMap<>();
    ALL.forEach(form -> forms.put(form.name, form));
    List<String> names =
        encode.get() instanceof Json.Obj object ? List.copyOf(object.fields().keySet()) : List.of();
    EncodingForm form = names.size() == 1 ? forms.get(names.get(0)) : null;
    if (form == null) {
      problems.add(
          encode.get().place()
              + ": expected an object with one of "
              + String.join(", ", forms.keySet())
              + (names.size() == 1 ? Nearest.hint(names.get(0), forms.keySet()) : ""));
      return null;
    }
    Fields options = Fields.of(encode.get(), problems).object(form.name);
    int before = problems.size();
    Encoding encoding = form.code.read(options, problems);
    options.finish();
    return problems.size() == before ? encoding : null;
  }

  private static Encoding oneHot(Fields options, List<String> problems) {
    List<String> values = options.texts("values");
    if (!values.isEmpty()
        && (options.optional("top").isPresent() || options.optional("min_count").isPresent())) {
      problems.add(options.place() + ": values are listed, so top and min_count choose nothing");
    }
    return new OneHot(
        values,
        top(options),
        options.integer("min_count", 1, Integer.MAX_VALUE, 1),
        options.choice("unseen", FALLBACKS, OneHot.Fallback.COLUMN),
        options.choice("missing", FALLBACKS, OneHot.Fallback.COLUMN));
  }

  private static int top(Fields options) {
    return options.integer("top", 1, Limits.COLUMNS_OF_ONE, Limits.COLUMNS_OF_ONE);
  }
}
