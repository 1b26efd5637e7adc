package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.number;
import static io.tandem.sharedfeatures.expression.NamedFunction.scalar;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.order.Zones;
import io.tandem.strictjson.Suggestion;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Times. Local time is the time in the first zone; when that is missing, in the offset the time was
 * written with; when that is {@code Z}, in the second zone; and when that is missing, too, UTC.
 */
public final class TimeFunctions {
  private static final long DAY = 86_400;
  private static final List<Type> LOCAL = List.of(Type.TIME, Type.ZONE, Type.ZONE);
  private static final String[] WEEKDAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };

  /** The doubles nearest to sin(2 pi h / 24): the exact 0, 1/2 and 1 where these are the values. */
  private static final double[] HOUR_SINE = hourSine();

  static final List<NamedFunction> ALL =
      List.of(
          local("hour", "the local hour, 0 to 23", seconds -> hour(seconds)),
          local(
              "hour_sin",
              "the sine of the local hour on a circle of 24",
              seconds -> HOUR_SINE[hour(seconds)]),
          local(
              "hour_cos",
              "the cosine of the local hour on a circle of 24",
              seconds -> HOUR_SINE[(hour(seconds) + 6) % 24]),
          local("second", "the local second of the minute", s -> Math.floorMod(s, 60L)),
          local(
              "minute",
              "the local minute of the hour",
              s -> Math.floorMod(Math.floorDiv(s, 60L), 60L)),
          local("day_of_month", "the local day, 1 to 31", s -> date(s).getDayOfMonth()),
          local("month", "the local month, 1 to 12", s -> date(s).getMonthValue()),
          local("year", "the local year", s -> date(s).getYear()),
          local(
              "days_to_month_end",
              "the days left in the local month, 0 on its last day",
              s -> date(s).lengthOfMonth() - date(s).getDayOfMonth()),
          local(
              Type.FLAG,
              "is_weekend",
              "1 on a local Saturday or Sunday, else 0",
              s -> weekday(s) >= 5 ? 1 : 0),
          new NamedFunction(
              "weekday",
              LOCAL,
              2,
              false,
              false,
              "the local day of the week, Monday to Sunday, as text",
              (a, array) -> {
                LocalClock clock = LocalClock.of(a);
                return new Expression.OfText(
                    Row.SCALAR,
                    (row, i) ->
                        clock.isMissing(row) ? null : WEEKDAYS[weekday(clock.seconds(row))]);
              }),
          ofClock(
              Type.NUMBER,
              "offset_minutes",
              "how many minutes the local clock is ahead of UTC",
              (clock, row) -> clock.offset(row) / 60.0),
          scalar(
              "zone",
              List.of(Type.TEXT),
              "the time zone of that IANA name; missing when the database does not know it",
              (a, array) -> {
                if (array != Row.SCALAR) {
                  throw new IllegalArgumentException("expected one text per order");
                }
                if (a.get(0) instanceof Expression.Literal literal) {
                  checkZone(literal.value());
                }
                var name = Expression.text(a.get(0));
                return new Expression.OfZone(row -> rules(name.at(row, Row.SCALAR)));
              }),
          between(
              "days_between",
              "the days (of 86 400 seconds) from the first to the second time; missing, and in no"
                  + " counter, when the first is later",
              86_400),
          between(
              "hours_between",
              "the hours from the first to the second time; missing, and in no counter, when the"
                  + " first is later",
              3_600));

  private TimeFunctions() {}

  /**
   * For people, the local time that a call was computed from; empty when it is no function of the
   * local time, or the time is missing.
   *
   * @param zoneName of an argument that is a zone
   */
  public static String clock(
      ExpressionNode call, Row row, java.util.function.Function<ExpressionNode, String> zoneName) {
    if (ALL.stream()
        .noneMatch(f -> f.parameters().equals(LOCAL) && f.name().equals(call.function()))) {
      return "";
    }
    List<ExpressionNode> arguments = call.parts();
    LocalClock clock = LocalClock.of(arguments.stream().map(ExpressionNode::value).toList());
    return clock.isMissing(row)
        ? ""
        : clock.words(
            row,
            arguments.size() > 1 ? zoneName.apply(arguments.get(1)) : "",
            arguments.size() > 2 ? zoneName.apply(arguments.get(2)) : "");
  }

  private static double[] hourSine() {
    double[] quarter = {
      0, 0.25881904510252074, 0.5, 0.7071067811865476, 0.8660254037844386, 0.9659258262890683, 1
    };
    double[] sine = new double[24];
    for (int hour = 0; hour < 24; hour++) {
      int inHalf = hour % 12;
      double value = quarter[inHalf <= 6 ? inHalf : 12 - inHalf];
      sine[hour] = hour < 12 || value == 0 ? value : -value;
    }
    return sine;
  }

  private static NamedFunction local(
      String name, String meaning, LongToDoubleFunction ofLocalSeconds) {
    return local(Type.NUMBER, name, meaning, ofLocalSeconds);
  }

  private static NamedFunction local(
      Type type, String name, String meaning, LongToDoubleFunction ofLocalSeconds) {
    return ofClock(
        type, name, meaning, (clock, row) -> ofLocalSeconds.applyAsDouble(clock.seconds(row)));
  }

  private static NamedFunction ofClock(
      Type type, String name, String meaning, ToDoubleBiFunction<LocalClock, Row> reading) {
    return new NamedFunction(
        name,
        LOCAL,
        2,
        false,
        false,
        meaning,
        (a, array) -> {
          LocalClock clock = LocalClock.of(a);
          return new Expression.OfNumber(
              type,
              Row.SCALAR,
              (row, i) -> clock.isMissing(row) ? Double.NaN : reading.applyAsDouble(clock, row));
        });
  }

  /**
   * A time as people where it happened saw it.
   *
   * @param elsewhere the zone of a time that was written with {@code Z}
   */
  private record LocalClock(int slot, Expression.ZoneCode zone, Expression.ZoneCode elsewhere) {
    static LocalClock of(List<Expression> arguments) {
      return new LocalClock(
          ((Expression.OfTime) arguments.get(0)).slot(),
          Expression.zone(arguments, 1),
          Expression.zone(arguments, 2));
    }

    /**
     * The local time, and the rule that chose it.
     *
     * @param zoneName of the first zone
     * @param elsewhereName of the second one
     */
    String words(Row row, String zoneName, String elsewhereName) {
      boolean zulu = row.offsets[slot] == Row.ZULU;
      int offset = row.offsets[slot];
      String written =
          zulu ? "Z" : offset == 0 ? "+00:00" : ZoneOffset.ofTotalSeconds(offset).getId();
      String rule;
      if (zone.at(row) != null) {
        rule = "in " + zoneName;
      } else if (!zulu) {
        rule = "with the written offset, as there is no zone";
      } else if (elsewhere.at(row) != null) {
        rule = "in " + elsewhereName + ", the second choice, as there is no zone and no offset";
      } else {
        rule = "in UTC, as there is no zone and no offset";
      }
      LocalDateTime local = LocalDateTime.ofEpochSecond(seconds(row), 0, ZoneOffset.UTC);
      return ISO_LOCAL_DATE_TIME.format(local) + " " + rule + "; written with " + written;
    }

    boolean isMissing(Row row) {
      return row.seconds[slot] == Row.NO_TIME;
    }

    long seconds(Row row) {
      return row.seconds[slot] + offset(row);
    }

    int offset(Row row) {
      ZoneRules rules = zone.at(row);
      if (rules == null && row.offsets[slot] != Row.ZULU) {
        return row.offsets[slot];
      }
      rules = rules == null ? elsewhere.at(row) : rules;
      return rules == null
          ? 0
          : rules.getOffset(Instant.ofEpochSecond(row.seconds[slot])).getTotalSeconds();
    }
  }

  private static @Nullable ZoneRules rules(@Nullable String name) {
    return name == null ? null : Zones.rules(name);
  }

  private static void checkZone(String name) {
    if (!Zones.names().contains(name)) {
      throw new IllegalArgumentException(
          "there is no time zone " + name + Suggestion.hint(name, Zones.names()));
    }
  }

  private static NamedFunction between(String name, String meaning, double unit) {
    return scalar(
        name,
        List.of(Type.TIME, Type.TIME),
        meaning,
        (a, array) -> {
          int from = ((Expression.OfTime) a.get(0)).slot();
          int to = ((Expression.OfTime) a.get(1)).slot();
          return number(Row.SCALAR, (row, i) -> secondsBetween(row, from, to) / unit);
        });
  }

  private static double secondsBetween(Row row, int from, int to) {
    if (row.seconds[from] == Row.NO_TIME || row.seconds[to] == Row.NO_TIME) {
      return Double.NaN;
    }
    double seconds =
        (row.seconds[to] - row.seconds[from]) + (row.nanos[to] - row.nanos[from]) / 1e9;
    return seconds < 0 ? Double.NaN : seconds;
  }

  private static int hour(long localSeconds) {
    return (int) (Math.floorMod(localSeconds, DAY) / 3600);
  }

  /** 0 for Monday; 1970-01-01 was a Thursday. */
  private static int weekday(long localSeconds) {
    return (int) Math.floorMod(Math.floorDiv(localSeconds, DAY) + 3, 7L);
  }

  private static LocalDate date(long localSeconds) {
    return LocalDate.ofEpochDay(Math.floorDiv(localSeconds, DAY));
  }
}
