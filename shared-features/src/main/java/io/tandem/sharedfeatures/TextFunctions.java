package io.tandem.sharedfeatures;

import static io.tandem.sharedfeatures.Function.flag;
import static io.tandem.sharedfeatures.Function.measureText;
import static io.tandem.sharedfeatures.Function.number;
import static io.tandem.sharedfeatures.Function.ofText;
import static io.tandem.sharedfeatures.Function.scalar;
import static io.tandem.sharedfeatures.Function.variadic;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text. Lengths count code points; digits are 0-9; a result without characters is missing. */
final class TextFunctions {
  private static final Type T = Type.TEXT;

  static final List<Function> ALL =
      List.of(
          measureText("length", "how many characters (code points)", Texts::codePoints),
          measureText("digits", "how many digits 0-9", Texts::digits),
          measureText(
              "digit_share",
              "digits per character",
              text -> (double) Texts.digits(text) / Texts.codePoints(text)),
          ofText("lower", "in lower case", text -> text.toLowerCase(Locale.ROOT)),
          ofText(
              "trim",
              "without white space at its ends; missing when nothing is left",
              text -> known(Texts.trim(text))),
          ofText(
              "fold",
              "trimmed, white space joined to single blanks, in lower case",
              text -> known(Texts.fold(text))),
          ofText(
              "first_segment",
              "what stands before the first '/', trimmed; missing when that is nothing",
              TextFunctions::firstSegment),
          ofText(
              "local_part",
              "of an e-mail address, what stands before the last '@'; missing without one",
              TextFunctions::localPart),
          ofText(
              "domain",
              "of an e-mail address, what stands after the last '@', in lower case, without a"
                  + " closing dot; missing without an '@'",
              TextFunctions::domain),
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
          scalar(
              "contains",
              List.of(T, T),
              "1 when the first holds the second, both folded; missing when either is",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                var part = Expression.text(a.get(1));
                return flag(array, (row, i) -> contains(text.at(row, i), part.at(row, i)));
              }),
          scalar(
              "same",
              List.of(T, T),
              "1 when both are equal once folded; missing when either is",
              (a, array) -> {
                var one = Expression.text(a.get(0));
                var other = Expression.text(a.get(1));
                return flag(array, (row, i) -> same(one.at(row, i), other.at(row, i)));
              }),
          variadic(
              "concat",
              List.of(T, T),
              "its arguments put end to end; missing when one is",
              (a, array) -> {
                Expression.TextCode[] parts =
                    a.stream().map(Expression::text).toArray(Expression.TextCode[]::new);
                return new Expression.OfText(array, (row, i) -> concat(parts, row, i));
              }),
          variadic(
              "coalesce_text",
              List.of(T, T),
              "the first of its arguments that is not missing",
              (a, array) -> {
                Expression.TextCode[] values =
                    a.stream().map(Expression::text).toArray(Expression.TextCode[]::new);
                return new Expression.OfText(array, (row, i) -> firstKnown(values, row, i));
              }),
          scalar(
              "text",
              List.of(Type.NUMBER),
              "a number as text: whole numbers bare, others as the shortest decimal that reads back",
              (a, array) -> {
                var value = Expression.number(a.get(0));
                return new Expression.OfText(
                    array,
                    (row, i) -> {
                      double number = value.at(row, i);
                      return Double.isFinite(number) ? Json.number(number) : null;
                    });
              }));

  private TextFunctions() {}

  private static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String firstSegment(String text) {
    int slash = text.indexOf('/');
    return known(Texts.trim(slash < 0 ? text : text.substring(0, slash)));
  }

  private static @Nullable String localPart(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? null : known(Texts.trim(address.substring(0, at)));
  }

  private static @Nullable String domain(String address) {
    int at = address.lastIndexOf('@');
    if (at < 0) {
      return null;
    }
    String domain = Texts.trim(address.substring(at + 1)).toLowerCase(Locale.ROOT);
    return known(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain);
  }

  private static @Nullable String prefix(@Nullable String text, double length) {
    if (text == null || !(length >= 1)) {
      return null;
    }
    int codePoints = (int) Math.min(length, Texts.codePoints(text));
    return text.substring(0, text.offsetByCodePoints(0, codePoints));
  }

  private static double contains(@Nullable String text, @Nullable String part) {
    if (text == null || part == null) {
      return Double.NaN;
    }
    return Texts.fold(text).contains(Texts.fold(part)) ? 1 : 0;
  }

  private static double same(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Double.NaN;
    }
    return Texts.fold(one).equals(Texts.fold(other)) ? 1 : 0;
  }

  private static @Nullable String concat(Expression.TextCode[] parts, Row row, int index) {
    StringBuilder text = new StringBuilder();
    for (Expression.TextCode part : parts) {
      String value = part.at(row, index);
      if (value == null) {
        return null;
      }
      text.append(value);
    }
    return known(text.toString());
  }

  private static @Nullable String firstKnown(Expression.TextCode[] values, Row row, int index) {
    for (Expression.TextCode value : values) {
      String text = value.at(row, index);
      if (text != null) {
        return text;
      }
    }
    return null;
  }
}
