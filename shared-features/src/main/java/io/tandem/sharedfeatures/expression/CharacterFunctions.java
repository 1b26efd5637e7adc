package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.number;
import static io.tandem.sharedfeatures.expression.NamedFunction.ofText;
import static io.tandem.sharedfeatures.expression.NamedFunction.scalar;
import static io.tandem.sharedfeatures.text.Letters.CharacterClass.LETTER;
import static io.tandem.sharedfeatures.text.Letters.CharacterClass.LOWER;
import static io.tandem.sharedfeatures.text.Letters.CharacterClass.MARK;
import static io.tandem.sharedfeatures.text.Letters.CharacterClass.UPPER;

import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.text.Letters;
import io.tandem.sharedfeatures.text.Texts;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What characters a text is made of. */
final class CharacterFunctions {
  static final List<NamedFunction> ALL =
      List.of(
          NamedFunction.measureText(
              "length", "how many characters (code points)", Texts::codePoints),
          ofClass(
              "count_of",
              "how many characters of a class: 'digit', 'letter', 'upper', 'lower', 'space' or"
                  + " 'punctuation', all of ASCII",
              (count, length) -> count),
          ofClass(
              "share_of",
              "how many per character are of a class; missing of a text without characters",
              (c, n) -> c / n),
          ofText(
              "name_case",
              "how a name is typed: 'lower', 'upper', 'title' (each word begins with its only upper"
                  + " case letter) or 'mixed'; missing without a letter that has a case",
              CharacterFunctions::nameCase));

  private CharacterFunctions() {}

  @FunctionalInterface
  private interface Measure {
    double of(double count, double length);
  }

  private static NamedFunction ofClass(String name, String meaning, Measure measure) {
    return scalar(
        name,
        List.of(Type.TEXT, Type.LITERAL),
        meaning,
        (a, array) -> {
          var text = Expression.text(a.get(0));
          IntPredicate isIn = characterClass(Expression.literal(a.get(1)));
          return number(
              array,
              (row, i) -> {
                String value = text.at(row, i);
                return value == null
                    ? Double.NaN
                    : measure.of(Texts.count(value, isIn), Texts.codePoints(value));
              });
        });
  }

  private static IntPredicate characterClass(String name) {
    return switch (name) {
      case "digit" -> c -> c >= '0' && c <= '9';
      case "upper" -> c -> c >= 'A' && c <= 'Z';
      case "lower" -> c -> c >= 'a' && c <= 'z';
      case "letter" -> c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      case "space" -> c -> c == ' ' || (c >= 0x09 && c <= 0x0d);
      case "punctuation" ->
          c ->
              (c >= '!' && c <= '/')
                  || (c >= ':' && c <= '@')
                  || (c >= '[' && c <= '`')
                  || (c >= '{' && c <= '~');
      default ->
          throw new IllegalArgumentException(
              "expected one of 'digit', 'letter', 'lower', 'punctuation', 'space', 'upper'");
    };
  }

  private static @Nullable String nameCase(String text) {
    boolean lower = false;
    boolean upper = false;
    boolean title = true;
    boolean wordBegins = true;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean isUpper = Letters.is(UPPER, c);
      boolean isLower = Letters.is(LOWER, c);
      title &= wordBegins ? !isLower : !isUpper;
      upper |= isUpper;
      lower |= isLower;
      // An accent that follows its letter does not end the word.
      wordBegins =
          Letters.is(MARK, c) ? wordBegins : !Letters.is(LETTER, c) && c != '\'' && c != '\u2019';
    }
    if (!lower && !upper) {
      return null;
    }
    return !upper ? "lower" : !lower ? "upper" : title ? "title" : "mixed";
  }
}
