package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.ofText;
import static io.tandem.sharedfeatures.expression.NamedFunction.scalar;
import static io.tandem.sharedfeatures.expression.NamedFunction.variadic;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.text.Letters;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Text to text, and numbers as text; a result without characters is missing. */
final class TextFunctions {
  private static final Type T = Type.TEXT;

  private TextFunctions() {}

  /**
   * @param fold what the dialect makes of texts before it compares them
   */
  static List<NamedFunction> all(UnaryOperator<String> fold) {
    return List.of(
        ofText("lower", "in lower case, by the rules of no language", Letters::lower),
        ofText(
            "trim",
            "without white space at its ends; missing when nothing is left",
            text -> Texts.known(Texts.trim(text))),
        ofText(
            "fold",
            "trimmed, white space joined to single blanks, in lower case; letters and their marks"
                + " put together (from dialect 2 on); missing when nothing is left",
            text -> Texts.known(fold.apply(text))),
        ofText(
            "first_segment",
            "what stands before the first '/', trimmed; missing when that is nothing",
            TextFunctions::firstSegment),
        cut(
            "before",
            "what stands before the first place of the second text, trimmed; all of it when there"
                + " is none; missing when that is nothing",
            (text, at, end) -> at < 0 ? text : text.substring(0, at)),
        cut(
            "after",
            "what stands after the first place of the second text, trimmed; missing when there is"
                + " none, or that is nothing",
            (text, at, end) -> at < 0 ? "" : text.substring(end)),
        scalar(
            "prefix",
            List.of(T, Type.NUMBER),
            "the first n characters (code points), or all when there are fewer; missing when n is"
                + " below 1",
            (a, array) -> {
              var text = Expression.text(a.get(0));
              var length = Expression.number(a.get(1));
              return new Expression.OfText(
                  array, (row, i) -> prefix(text.at(row, i), length.at(row, i)));
            }),
        variadic(
            "concat",
            List.of(T, T),
            "its arguments put end to end; missing when one is, or when that has more than 4 096"
                + " characters (UTF-16 units). A cross of categories is `concat(a, ' x ', b)`,"
                + " then encoded",
            (a, array) -> {
              RowToText[] parts = a.stream().map(Expression::text).toArray(RowToText[]::new);
              return new Expression.OfText(array, (row, i) -> concat(parts, row, i));
            }),
        variadic(
            "coalesce_text",
            List.of(T, T),
            "the first of its arguments that is not missing; missing when all are",
            (a, array) -> {
              RowToText[] values = a.stream().map(Expression::text).toArray(RowToText[]::new);
              return new Expression.OfText(array, (row, i) -> firstKnown(values, row, i));
            }),
        scalar(
            "text",
            List.of(Type.NUMBER),
            "a number as text: whole numbers bare, others as the shortest decimal that reads"
                + " back; missing when infinite",
            (a, array) -> {
              var value = Expression.number(a.get(0));
              return new Expression.OfText(
                  array,
                  (row, i) -> {
                    double number = value.at(row, i);
                    return Double.isFinite(number) ? Json.number(number) : null;
                  });
            }));
  }

  @FunctionalInterface
  private interface Cut {
    String of(String text, int at, int end);
  }

  private static NamedFunction cut(String name, String meaning, Cut cut) {
    return scalar(
        name,
        List.of(T, T),
        meaning,
        (a, array) -> {
          var text = Expression.text(a.get(0));
          var mark = Expression.text(a.get(1));
          return new Expression.OfText(
              array,
              (row, i) -> {
                String value = text.at(row, i);
                String at = mark.at(row, i);
                if (value == null || at == null) {
                  return null;
                }
                int place = Texts.indexOf(value, at);
                return Texts.known(Texts.trim(cut.of(value, place, place + at.length())));
              });
        });
  }

  private static @Nullable String firstSegment(String text) {
    int slash = text.indexOf('/');
    return Texts.known(Texts.trim(slash < 0 ? text : text.substring(0, slash)));
  }

  private static @Nullable String prefix(@Nullable String text, double length) {
    if (text == null || !(length >= 1)) {
      return null;
    }
    int codePoints = (int) Math.min(length, Texts.codePoints(text));
    return text.substring(0, text.offsetByCodePoints(0, codePoints));
  }

  private static @Nullable String concat(RowToText[] parts, Row row, int index) {
    StringBuilder text = new StringBuilder();
    for (RowToText part : parts) {
      String value = part.at(row, index);
      if (value == null) {
        return null;
      }
      text.append(value);
      if (text.length() > Limits.TEXT) {
        return null; // values that name each other could double it without end
      }
    }
    return Texts.known(text.toString());
  }

  private static @Nullable String firstKnown(RowToText[] values, Row row, int index) {
    for (RowToText value : values) {
      String text = value.at(row, index);
      if (text != null) {
        return text;
      }
    }
    return null;
  }
}
