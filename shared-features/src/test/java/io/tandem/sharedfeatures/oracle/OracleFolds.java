package io.tandem.sharedfeatures.oracle;

import static io.tandem.sharedfeatures.oracle.OracleValue.flag;
import static io.tandem.sharedfeatures.oracle.OracleValue.number;
import static io.tandem.sharedfeatures.oracle.ValueOracle.MISSING;
import static io.tandem.sharedfeatures.oracle.ValueOracle.number;
import static io.tandem.sharedfeatures.oracle.ValueOracle.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the slow oracle makes of an array's elements. */
final class OracleFolds {
  private OracleFolds() {}

  /**
   * @param rows the arguments of each element
   */
  static OracleValue fold(String function, List<List<OracleValue>> rows) {
    List<OracleValue> known = new ArrayList<>();
    List<List<OracleValue>> complete = new ArrayList<>();
    for (List<OracleValue> row : rows) {
      if (!row.get(0).isMissing()) {
        known.add(row.get(0));
      }
      if (!row.contains(MISSING)) {
        complete.add(row);
      }
    }
    return switch (function) {
      case "count" -> number(known.size());
      case "count_distinct" -> number(new HashSet<>(known).size());
      case "share" -> share(known, complete);
      case "argmax" -> argmax(complete);
      case "group_max" -> largest(sums(complete).values());
      case "entropy" -> entropy(sums(complete).values());
      case "most_variants" -> mostVariants(complete);
      case "sum" -> number(sum(known));
      default -> known.isEmpty() ? MISSING : ofSome(function, known);
    };
  }

  private static OracleValue ofSome(String function, List<OracleValue> known) {
    return switch (function) {
      case "first", "first_text" -> known.get(0);
      case "last", "last_text" -> known.get(known.size() - 1);
      case "mean" -> number(sum(known) / known.size());
      case "min" -> number(sorted(known)[0]);
      case "max" -> number(sorted(known)[known.size() - 1]);
      case "median" -> number(sorted(known)[(known.size() - 1) / 2]);
      case "any" -> flag(known.contains(flag(true)));
      case "all" -> flag(!known.contains(flag(false)));
      case "std" -> {
        double mean = sum(known) / known.size();
        List<OracleValue> squares = new ArrayList<>();
        for (OracleValue value : known) {
          squares.add(number((number(value) - mean) * (number(value) - mean)));
        }
        yield Double.isFinite(mean)
            ? number(StrictMath.sqrt(sum(squares) / known.size()))
            : MISSING;
      }
      default -> throw new IllegalArgumentException("the oracle does not know " + function);
    };
  }

  private static double[] sorted(List<OracleValue> values) {
    return values.stream().mapToDouble(ValueOracle::number).sorted().toArray();
  }

  /** In array order, on which the last bits depend. */
  private static double sum(Collection<OracleValue> values) {
    double sum = 0;
    for (OracleValue value : values) {
      sum += number(value);
    }
    return sum;
  }

  private static OracleValue share(List<OracleValue> known, List<List<OracleValue>> complete) {
    List<OracleValue> part = new ArrayList<>();
    for (List<OracleValue> row : complete) {
      if (row.get(1).equals(flag(true))) {
        part.add(row.get(0));
      }
    }
    return sum(known) == 0 ? MISSING : number(sum(part) / sum(known));
  }

  /** By text, in the order of first appearance. */
  private static Map<String, Double> sums(List<List<OracleValue>> complete) {
    Map<String, List<OracleValue>> groups = new LinkedHashMap<>();
    for (List<OracleValue> row : complete) {
      groups.computeIfAbsent(text(row.get(0)), text -> new ArrayList<>()).add(row.get(1));
    }
    Map<String, Double> sums = new LinkedHashMap<>();
    groups.forEach((text, values) -> sums.put(text, sum(values)));
    return sums;
  }

  private static OracleValue largest(Collection<Double> sums) {
    return sums.stream()
        .filter(sum -> !sum.isNaN())
        .max(Double::compare)
        .map(OracleValue::number)
        .orElse(MISSING);
  }

  private static OracleValue argmax(List<List<OracleValue>> complete) {
    Map<String, Double> sums = sums(complete);
    OracleValue largest = largest(sums.values());
    return sums.keySet().stream()
        .filter(text -> number(sums.getOrDefault(text, 0.0) + 0.0).equals(plusZero(largest)))
        .min((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)))
        .map(OracleValue::text)
        .orElse(MISSING);
  }

  private static OracleValue plusZero(OracleValue value) {
    return value.isMissing() ? value : number(number(value) + 0.0);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static OracleValue entropy(Collection<Double> sums) {
    double total = sums.stream().reduce(0.0, Double::sum);
    if (Double.isNaN(total) || total <= 0) {
      return MISSING;
    }
    double entropy = 0;
    for (double sum : sums) {
      if (sum / total > 0) {
        entropy -= sum / total * StrictMath.log(sum / total);
      }
    }
    return number(entropy);
  }

  private static OracleValue mostVariants(List<List<OracleValue>> complete) {
    Map<OracleValue, Set<OracleValue>> variants = new HashMap<>();
    for (List<OracleValue> row : complete) {
      variants.computeIfAbsent(row.get(1), group -> new HashSet<>()).add(row.get(0));
    }
    return number(variants.values().stream().mapToInt(Set::size).max().orElse(0));
  }
}
