package io.tandem.sharedfeatures.oracle;

import static io.tandem.sharedfeatures.oracle.OracleValue.flag;
import static io.tandem.sharedfeatures.oracle.OracleValue.number;
import static io.tandem.sharedfeatures.oracle.ValueOracle.MISSING;

import io.tandem.sharedfeatures.oracle.OracleValue.Moment;
import io.tandem.sharedfeatures.oracle.OracleValue.Txt;
import io.tandem.sharedfeatures.oracle.OracleValue.Zone;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** The time functions of the slow oracle: java.time's own classes. */
final class OracleTimes {
  private static final Set<String> NAMES =
      Set.of(
          "hour",
          "hour_sin",
          "hour_cos",
          "second",
          "minute",
          "day_of_month",
          "month",
          "year",
          "days_to_month_end",
          "is_weekend",
          "weekday",
          "offset_minutes",
          "zone",
          "days_between",
          "hours_between");

  private static final BigDecimal PI =
      new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");

  private static final double[] SINES =
      IntStream.range(0, 24).mapToDouble(OracleTimes::sine).toArray();

  private OracleTimes() {}

  static boolean knows(String function) {
    return NAMES.contains(function);
  }

  static OracleValue call(String function, List<OracleValue> a) {
    if (a.get(0).isMissing()) {
      return MISSING;
    }
    if (function.equals("zone")) {
      return ValueOracle.zone(ValueOracle.text(a.get(0)));
    }
    Moment moment = (Moment) a.get(0);
    if (function.equals("days_between") || function.equals("hours_between")) {
      return a.get(1) instanceof Moment to
          ? between(moment.time(), to.time(), function.equals("days_between") ? 86_400 : 3_600)
          : MISSING;
    }
    return ofLocal(function, local(moment, a));
  }

  private static OffsetDateTime local(Moment moment, List<OracleValue> a) {
    OracleValue zone = a.size() > 1 ? a.get(1) : MISSING;
    if (zone.isMissing() && !moment.zulu()) {
      return moment.time();
    }
    if (zone.isMissing() && a.size() > 2) {
      zone = a.get(2);
    }
    ZoneOffset offset =
        zone instanceof Zone known
            ? known.rules().getOffset(moment.time().toInstant())
            : ZoneOffset.UTC;
    return moment.time().withOffsetSameInstant(offset);
  }

  private static OracleValue ofLocal(String function, OffsetDateTime time) {
    return switch (function) {
      case "hour" -> number(time.getHour());
      case "hour_sin" -> number(SINES[time.getHour()]);
      case "hour_cos" -> number(SINES[(time.getHour() + 6) % 24]);
      case "second" -> number(time.getSecond());
      case "minute" -> number(time.getMinute());
      case "day_of_month" -> number(time.getDayOfMonth());
      case "month" -> number(time.getMonthValue());
      case "year" -> number(time.getYear());
      case "days_to_month_end" ->
          number(
              time.with(TemporalAdjusters.lastDayOfMonth()).getDayOfMonth() - time.getDayOfMonth());
      case "is_weekend" ->
          flag(Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY).contains(time.getDayOfWeek()));
      case "weekday" -> new Txt(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "offset_minutes" -> number(time.getOffset().getTotalSeconds() / 60.0);
      default -> throw new IllegalArgumentException("the oracle does not know " + function);
    };
  }

  /** Whole seconds first, as the bits are defined. */
  private static OracleValue between(OffsetDateTime from, OffsetDateTime to, double unit) {
    if (from.toInstant().isAfter(to.toInstant())) {
      return MISSING;
    }
    double seconds = to.toEpochSecond() - from.toEpochSecond();
    return number((seconds + (to.getNano() - from.getNano()) / 1e9) / unit);
  }

  /** The double nearest to sin(2 pi hour / 24), by its power series in decimals. */
  private static double sine(int hour) {
    MathContext digits = new MathContext(60);
    BigDecimal x = PI.multiply(BigDecimal.valueOf(hour)).divide(new BigDecimal(12), digits);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 2; n < 100; n += 2) {
      term = term.multiply(x).multiply(x).negate();
      term = term.divide(BigDecimal.valueOf((long) n * (n + 1)), digits);
      sum = sum.add(term, digits);
    }
    return sum.setScale(30, RoundingMode.HALF_EVEN).doubleValue();
  }
}
