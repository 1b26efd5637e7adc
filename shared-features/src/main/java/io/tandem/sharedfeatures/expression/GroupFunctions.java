package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.aggregate;
import static io.tandem.sharedfeatures.expression.NamedFunction.number;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.text.Texts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds of an array's elements by a text. Sums run in array order, so that every run agrees. */
final class GroupFunctions {
  private static final Type T = Type.TEXT;

  static final List<NamedFunction> ALL =
      List.of(
          aggregate(
              "count_distinct",
              List.of(T),
              "how many different texts; missing ones take no part",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                return number(
                    Row.SCALAR, (row, i) -> GroupFunctions.distinct(row, row.lengths[array], text));
              }),
          aggregate(
              "argmax",
              List.of(T, Type.NUMBER),
              "the text whose numbers sum to most; ties go to the one whose UTF-8 bytes come first;"
                  + " elements without the text or the number take no part; missing of none",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                var value = Expression.number(a.get(1));
                return new Expression.OfText(
                    Row.SCALAR,
                    (row, i) -> GroupFunctions.argmax(row, row.lengths[array], text, value));
              }),
          aggregate(
              "group_max",
              List.of(T, Type.NUMBER),
              "the largest sum that the numbers of one text have; missing of none",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                var value = Expression.number(a.get(1));
                return number(
                    Row.SCALAR,
                    (row, i) -> GroupFunctions.largest(row, row.lengths[array], text, value));
              }),
          aggregate(
              "entropy",
              List.of(T, Type.NUMBER),
              "-sum(s ln s) over the shares s that each text has of the numbers' sum; missing when"
                  + " that sum is not above 0",
              (a, array) -> {
                var text = Expression.text(a.get(0));
                var value = Expression.number(a.get(1));
                return number(
                    Row.SCALAR,
                    (row, i) -> GroupFunctions.entropy(row, row.lengths[array], text, value));
              }),
          aggregate(
              "most_variants",
              List.of(T, T),
              "the largest number of different first texts that go with one second text; 0 when no"
                  + " element has both",
              (a, array) -> {
                var variant = Expression.text(a.get(0));
                var group = Expression.text(a.get(1));
                return number(
                    Row.SCALAR,
                    (row, i) ->
                        GroupFunctions.mostVariants(row, row.lengths[array], variant, group));
              }));

  private GroupFunctions() {}

  static double distinct(Row row, int length, RowToText texts) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < length; i++) {
      String text = texts.at(row, i);
      if (text != null) {
        seen.add(text);
      }
    }
    return seen.size();
  }

  static @Nullable String argmax(Row row, int length, RowToText texts, RowToNumber values) {
    String best = null;
    double most = 0;
    for (Map.Entry<String, Double> group : sums(row, length, texts, values).entrySet()) {
      double sum = group.getValue();
      if (Double.isNaN(sum)) {
        continue; // infinities of both signs; it would decide by place in the array
      }
      if (best == null
          || sum > most
          || (sum == most && Texts.UTF8_ORDER.compare(group.getKey(), best) < 0)) {
        best = group.getKey();
        most = sum;
      }
    }
    return best;
  }

  static double largest(Row row, int length, RowToText texts, RowToNumber values) {
    double largest = Double.NaN;
    for (double sum : sums(row, length, texts, values).values()) {
      if (sum > largest || Double.isNaN(largest)) {
        largest = sum;
      }
    }
    return largest;
  }

  static double entropy(Row row, int length, RowToText texts, RowToNumber values) {
    Map<String, Double> sums = sums(row, length, texts, values);
    double total = 0;
    for (double sum : sums.values()) {
      total += sum;
    }
    if (!(total > 0)) {
      return Double.NaN;
    }
    double entropy = 0;
    for (double sum : sums.values()) {
      double share = sum / total;
      if (share > 0) {
        entropy -= share * StrictMath.log(share);
      }
    }
    return entropy;
  }

  /** In the order of first appearance, on which the sums over groups depend. */
  private static Map<String, Double> sums(
      Row row, int length, RowToText texts, RowToNumber values) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      String text = texts.at(row, i);
      double value = values.at(row, i);
      if (text != null && !Double.isNaN(value)) {
        sums.merge(text, value, Double::sum);
      }
    }
    return sums;
  }

  static double mostVariants(Row row, int length, RowToText variants, RowToText groups) {
    Map<String, Set<String>> variantsOf = new HashMap<>();
    int most = 0;
    for (int i = 0; i < length; i++) {
      String variant = variants.at(row, i);
      String group = groups.at(row, i);
      if (variant != null && group != null) {
        Set<String> seen = variantsOf.computeIfAbsent(group, name -> new HashSet<>());
        seen.add(variant);
        most = Math.max(most, seen.size());
      }
    }
    return most;
  }
}
