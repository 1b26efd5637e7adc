package io.tandem.sharedfeatures;

import static io.tandem.sharedfeatures.Function.flag;
import static io.tandem.sharedfeatures.Function.measureText;
import static io.tandem.sharedfeatures.Function.number;
import static io.tandem.sharedfeatures.Function.ofText;
import static io.tandem.sharedfeatures.Function.scalar;
import static io.tandem.sharedfeatures.Function.variadic;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Text. Lengths count code points; digits are 0-9; a result without characters is missing. */
final class TextFunctions {
  private static final Type T = Type.TEXT;

  /** How long a pattern may become, at most, when all repeated parts are written out. */
  private static final long MAX_REPEATS = 1_000_000;

  static final List<Function> ALL =
      List.of(
          measureText("length", "how many characters (code points)", Texts::codePoints),
          ofClass(
              "count_of",
              "how many characters of a class: 'digit', 'letter', 'upper', 'lower', 'space' or"
                  + " 'punctuation', all of ASCII",
              (count, length) -> count),
          ofClass(
              "share_of",
              "how many per character are of a class; missing of a text without characters",
              (c, n) -> c / n),
          scalar(
              "matches",
              List.of(T, Type.LITERAL),
              "1 when the pattern (RE2 syntax, at most 1 000 characters and instructions) is found in it; ^ and $ tie it to"
                  + " the ends",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                Pattern pattern = pattern(Expression.literal(a.get(1)));
                return flag(
                    array,
                    (row, i) -> {
                      String value = text.at(row, i);
                      return value == null ? Double.NaN : pattern.matcher(value).find() ? 1 : 0;
                    });
              }),
          ofText(
              "lower",
              "in lower case, by the rules of no language",
              text -> text.toLowerCase(Locale.ROOT)),
          ofText(
              "trim",
              "without white space at its ends; missing when nothing is left",
              text -> known(Texts.trim(text))),
          ofText(
              "fold",
              "trimmed, white space joined to single blanks, in lower case; missing when nothing is left",
              text -> known(Texts.fold(text))),
          ofText(
              "first_segment",
              "what stands before the first '/', trimmed; missing when that is nothing",
              TextFunctions::firstSegment),
          ofText(
              "local_part",
              "of an e-mail address, what stands before the last '@'; missing without one, or when that is"
                  + " nothing",
              TextFunctions::localPart),
          ofText(
              "domain",
              "of an e-mail address, what stands after the last '@', in lower case, without a"
                  + " closing dot; missing without an '@', or when that is nothing",
              TextFunctions::domain),
          ofText(
              "registrable_domain",
              "of a domain, the part that somebody registered: the public suffix (as the Public"
                  + " Suffix List has it) and one label before it; a suffix stays as it is; missing"
                  + " when it is no domain name: an empty label, white space, an IP address, more"
                  + " than 253 characters",
              text -> PublicSuffixes.bundled().registrable(text)),
          ofText(
              "name_case",
              "how a name is typed: 'lower', 'upper', 'title' (each word begins with its only upper"
                  + " case letter) or 'mixed'; missing without a letter that has a case",
              TextFunctions::nameCase),
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
          ofFolded(
              "jaccard",
              "of the sets of words of both, folded: how many words are in both, per words in any;"
                  + " missing when either is, or when none has a word",
              (a, array) -> {
                var one = Expression.text(a.get(0));
                var other = Expression.text(a.get(1));
                return number(array, (row, i) -> jaccard(one.at(row, i), other.at(row, i)));
              }),
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
          ofFolded(
              "contains",
              "1 when the first holds the second, both folded; missing when either is",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                var part = Expression.text(a.get(1));
                return flag(array, (row, i) -> contains(text.at(row, i), part.at(row, i)));
              }),
          ofFolded(
              "same",
              "1 when both are equal once folded; missing when either is",
              (a, array) -> {
                var one = Expression.text(a.get(0));
                var other = Expression.text(a.get(1));
                return flag(array, (row, i) -> same(one.at(row, i), other.at(row, i)));
              }),
          variadic(
              "concat",
              List.of(T, T),
              "its arguments put end to end; missing when one is, or when that has more than 4 096"
                  + " characters (UTF-16 units). A cross of categories is `concat(a, ' x ', b)`,"
                  + " then encoded",
              (a, array) -> {
                Expression.TextCode[] parts =
                    a.stream().map(Expression::text).toArray(Expression.TextCode[]::new);
                return new Expression.OfText(array, (row, i) -> concat(parts, row, i));
              }),
          variadic(
              "coalesce_text",
              List.of(T, T),
              "the first of its arguments that is not missing; missing when all are",
              (a, array) -> {
                Expression.TextCode[] values =
                    a.stream().map(Expression::text).toArray(Expression.TextCode[]::new);
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

  private TextFunctions() {}

  @FunctionalInterface
  private interface Measure {
    double of(double count, double length);
  }

  @FunctionalInterface
  private interface Cut {
    String of(String text, int at, int end);
  }

  private static Function ofClass(String name, String meaning, Measure measure) {
    return scalar(
        name,
        List.of(T, Type.LITERAL),
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

  /** Of two texts, which the code is given folded. */
  private static Function ofFolded(String name, String meaning, Function.Code code) {
    return scalar(name, List.of(T, T), meaning, new OfFolded(code));
  }

  private record OfFolded(Function.Code code) implements Function.Code {
    @Override
    public Expression compile(List<Expression> arguments, int array) {
      return code.compile(arguments, array);
    }

    @Override
    public Expression prepare(Expression argument) {
      if (argument instanceof Expression.Literal literal) {
        return new Expression.Literal(Texts.fold(literal.value()));
      }
      Expression.TextCode text = Expression.text(argument);
      return new Expression.OfText(
          argument.array(),
          (row, i) -> {
            String value = text.at(row, i);
            return value == null ? null : Texts.fold(value);
          });
    }
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

  private static Function cut(String name, String meaning, Cut cut) {
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
                return known(Texts.trim(cut.of(value, place, place + at.length())));
              });
        });
  }

  /** Bounded, as a text costs its length times what the pattern compiles to. */
  private static Pattern pattern(String text) {
    if (text.length() > Limits.PATTERN || repeats(text) * text.length() > MAX_REPEATS) {
      throw new IllegalArgumentException(
          "the pattern has more than " + Limits.PATTERN + " characters, or repeats too much");
    }
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.programSize() > Limits.PATTERN) {
        throw new IllegalArgumentException(
            "the pattern compiles to more than "
                + Limits.PATTERN
                + " instructions: repeat less in it");
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a pattern: " + e.getDescription(), e);
    }
  }

  /**
   * The product of all counts in braces, or more: how often the compiler may write out a part. It
   * would do so before it says how much that was.
   */
  private static long repeats(String pattern) {
    long product = 1;
    for (int at = pattern.indexOf('{'); at >= 0; at = pattern.indexOf('{', at + 1)) {
      long largest = 1;
      long count = 0;
      for (int i = at + 1;
          i < pattern.length() && ",0123456789".indexOf(pattern.charAt(i)) >= 0;
          i++) {
        char c = pattern.charAt(i);
        count = c == ',' ? 0 : Math.min(MAX_REPEATS, 10 * count + (c - '0'));
        largest = Math.max(largest, count);
      }
      product = Math.min(MAX_REPEATS, product * largest);
    }
    return product;
  }

  private static @Nullable String nameCase(String text) {
    boolean lower = false;
    boolean upper = false;
    boolean title = true;
    boolean wordBegins = true;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean isUpper = Character.isUpperCase(c) || Character.isTitleCase(c);
      boolean isLower = Character.isLowerCase(c);
      title &= wordBegins ? !isLower : !isUpper;
      upper |= isUpper;
      lower |= isLower;
      wordBegins = isMark(c) ? wordBegins : !Character.isLetter(c) && c != '\'' && c != '\u2019';
    }
    if (!lower && !upper) {
      return null;
    }
    return !upper ? "lower" : !lower ? "upper" : title ? "title" : "mixed";
  }

  /** An accent that follows its letter does not end the word. */
  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static double jaccard(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Double.NaN;
    }
    Set<String> union = words(one);
    Set<String> others = words(other);
    int sizes = union.size() + others.size();
    union.addAll(others);
    return union.isEmpty() ? Double.NaN : (double) (sizes - union.size()) / union.size();
  }

  private static Set<String> words(String folded) {
    Set<String> words = new HashSet<>();
    int from = 0;
    while (from < folded.length()) {
      int blank = folded.indexOf(' ', from);
      int to = blank < 0 ? folded.length() : blank;
      words.add(folded.substring(from, to));
      from = to + 1;
    }
    return words;
  }

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
    return known(PublicSuffixes.normal(address.substring(at + 1)));
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
    return Texts.indexOf(text, part) >= 0 ? 1 : 0;
  }

  private static double same(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Double.NaN;
    }
    return one.equals(other) ? 1 : 0;
  }

  private static @Nullable String concat(Expression.TextCode[] parts, Row row, int index) {
    StringBuilder text = new StringBuilder();
    for (Expression.TextCode part : parts) {
      String value = part.at(row, index);
      if (value == null) {
        return null;
      }
      text.append(value);
      if (text.length() > Limits.TEXT) {
        return null; // values that name each other could double it without end
      }
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
