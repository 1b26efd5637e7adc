package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.flag;
import static io.tandem.sharedfeatures.expression.NamedFunction.number;
import static io.tandem.sharedfeatures.expression.NamedFunction.scalar;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.text.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Whether texts match a pattern, or each other; all but patterns compare folded texts. */
final class MatchFunctions {
  private static final Type T = Type.TEXT;

  /** How long a pattern may become, at most, when all repeated parts are written out. */
  private static final long MAX_REPEATS = 1_000_000;

  private MatchFunctions() {}

  /**
   * @param fold what the dialect makes of texts before it compares them
   */
  static List<NamedFunction> all(UnaryOperator<String> fold) {
    return List.of(
        scalar(
            "matches",
            List.of(T, Type.LITERAL),
            "1 when the pattern (RE2 syntax, at most 1 000 characters and instructions) is found in"
                + " it; ^ and $ tie it to the ends",
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
        ofFolded(
            fold,
            "contains",
            "1 when the first holds the second, both folded; missing when either is",
            (a, array) -> {
              var text = Expression.text(a.get(0));
              var part = Expression.text(a.get(1));
              return flag(array, (row, i) -> contains(text.at(row, i), part.at(row, i)));
            }),
        ofFolded(
            fold,
            "same",
            "1 when both are equal once folded; missing when either is",
            (a, array) -> {
              var one = Expression.text(a.get(0));
              var other = Expression.text(a.get(1));
              return flag(array, (row, i) -> same(one.at(row, i), other.at(row, i)));
            }),
        ofFolded(
            fold,
            "jaccard",
            "of the sets of words of both, folded: how many words are in both, per words in any;"
                + " missing when either is, or when none has a word",
            (a, array) -> {
              var one = Expression.text(a.get(0));
              var other = Expression.text(a.get(1));
              return number(array, (row, i) -> jaccard(one.at(row, i), other.at(row, i)));
            }));
  }

  /** Of two texts, which the code is given folded. */
  private static NamedFunction ofFolded(
      UnaryOperator<String> fold, String name, String meaning, NamedFunction.Code code) {
    return scalar(name, List.of(T, T), meaning, new OfFolded(fold, code));
  }

  private record OfFolded(UnaryOperator<String> fold, NamedFunction.Code code)
      implements NamedFunction.Code {
    @Override
    public Expression compile(List<Expression> arguments, int array) {
      return code.compile(arguments, array);
    }

    @Override
    public Expression prepare(Expression argument) {
      if (argument instanceof Expression.Literal literal) {
        return new Expression.Literal(fold.apply(literal.value()));
      }
      RowToText text = Expression.text(argument);
      return new Expression.OfText(
          argument.array(),
          (row, i) -> {
            String value = text.at(row, i);
            return value == null ? null : fold.apply(value);
          });
    }
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
   * How often the compiler may write out a part, at most: the product of all counts in braces. The
   * compiler would write it all out before it says how much that was.
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
}
