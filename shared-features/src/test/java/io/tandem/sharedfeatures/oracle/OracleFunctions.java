package io.tandem.sharedfeatures.oracle;

import static io.tandem.sharedfeatures.oracle.OracleValue.flag;
import static io.tandem.sharedfeatures.oracle.OracleValue.number;
import static io.tandem.sharedfeatures.oracle.ValueOracle.MISSING;
import static io.tandem.sharedfeatures.oracle.ValueOracle.number;

import io.tandem.sharedfeatures.oracle.OracleValue.Num;
import io.tandem.sharedfeatures.oracle.OracleValue.Txt;
import io.tandem.strictjson.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;

/** The operators and functions of the slow oracle: of numbers and of what may be missing. */
final class OracleFunctions {
  private OracleFunctions() {}

  /**
   * @param a the arguments, none of which is per element
   */
  static OracleValue call(String function, List<OracleValue> a) {
    return switch (function) {
      case "and" ->
          a.contains(flag(false)) ? flag(false) : a.contains(MISSING) ? MISSING : flag(true);
      case "or" ->
          a.contains(flag(true)) ? flag(true) : a.contains(MISSING) ? MISSING : flag(false);
      case "is_missing" -> flag(a.get(0).isMissing());
      case "missing_count" -> number(Collections.frequency(a, MISSING));
      case "coalesce", "coalesce_text" ->
          a.stream().filter(value -> !value.isMissing()).findFirst().orElse(MISSING);
      case "if" -> a.get(0).isMissing() ? MISSING : a.get(number(a.get(0)) == 1 ? 1 : 2);
      default ->
          OracleTimes.knows(function)
              ? OracleTimes.call(function, a)
              : a.contains(MISSING) ? MISSING : ofKnown(function, a);
    };
  }

  private static OracleValue ofKnown(String function, List<OracleValue> a) {
    boolean texts =
        a.get(0) instanceof Txt || a.get(0) instanceof OracleValue.Table || function.equals("text");
    return switch (function) {
      case "==" -> flag(a.get(0).equals(a.get(1)) || (!texts && x(a) == y(a)));
      case "!=" -> flag(!call("==", a).equals(flag(true)));
      case "in" ->
          flag(
              a.subList(1, a.size()).stream()
                  .anyMatch(item -> call("==", List.of(a.get(0), item)).equals(flag(true))));
      default -> texts ? OracleTexts.call(function, a) : number(ofNumbers(function, a));
    };
  }

  private static double x(List<OracleValue> a) {
    return number(a.get(0));
  }

  private static double y(List<OracleValue> a) {
    return number(a.get(1));
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  /** NaN is missing. */
  private static double ofNumbers(String function, List<OracleValue> a) {
    double x = x(a);
    return switch (function) {
      case "neg" -> -x;
      case "not" -> x == 1 ? 0 : 1;
      case "+" -> x + y(a);
      case "-" -> x - y(a);
      case "*" -> x * y(a);
      case "/" -> y(a) == 0 ? Double.NaN : x / y(a);
      case "%" -> remainder(x, y(a));
      case "<" -> truth(x < y(a));
      case "<=" -> truth(x <= y(a));
      case ">" -> truth(x > y(a));
      case ">=" -> truth(x >= y(a));
      case "abs" -> x < 0 ? -x : x;
      case "sqrt" -> x < 0 ? Double.NaN : StrictMath.sqrt(x);
      case "exp" -> StrictMath.exp(x);
      case "log" -> x <= 0 ? Double.NaN : StrictMath.log(x);
      case "log1p" -> x < 0 ? Double.NaN : StrictMath.log1p(x);
      case "floor" -> rounded(x, BigDecimal.ZERO);
      case "round" -> rounded(x, new BigDecimal("0.5"));
      case "pow" -> StrictMath.pow(x, y(a));
      case "cyclic_sin" -> y(a) == 0 ? Double.NaN : StrictMath.sin(2 * Math.PI * (x / y(a)));
      case "cyclic_cos" -> y(a) == 0 ? Double.NaN : StrictMath.cos(2 * Math.PI * (x / y(a)));
      case "least" -> x < y(a) ? x : y(a);
      case "greatest" -> x > y(a) ? x : y(a);
      case "clip" -> {
        double raised = x < y(a) ? y(a) : x;
        yield raised > number(a.get(2)) ? number(a.get(2)) : raised;
      }
      case "between" -> truth(x >= y(a) && x <= number(a.get(2)));
      default -> throw new IllegalArgumentException("the oracle does not know " + function);
    };
  }

  private static double rounded(double x, BigDecimal more) {
    return Double.isInfinite(x)
        ? x
        : new BigDecimal(x).add(more).setScale(0, RoundingMode.FLOOR).doubleValue();
  }

  /** Exact, then rounded once; it has the sign of the divisor. */
  private static double remainder(double x, double y) {
    if (y == 0 || Double.isInfinite(x)) {
      return Double.NaN;
    }
    boolean sameSign = x == 0 || (x < 0) == (y < 0);
    if (Double.isInfinite(y)) {
      return sameSign ? x : y;
    }
    BigDecimal divisor = new BigDecimal(y);
    BigDecimal remainder = new BigDecimal(x).remainder(divisor);
    return remainder.signum() == 0 || sameSign
        ? remainder.doubleValue()
        : remainder.doubleValue() + y;
  }

  /**
   * A whole number bare, else the shortest decimal that reads back, as Java 19 and later have it.
   */
  static OracleValue written(Num number) {
    double value = number.value();
    if (Double.isInfinite(value)) {
      return MISSING;
    }
    boolean whole = value == Math.floor(value) && Math.abs(value) <= Json.MAX_WHOLE;
    return new Txt(
        whole ? new BigDecimal(value).toBigInteger().toString() : Double.toString(value));
  }
}
