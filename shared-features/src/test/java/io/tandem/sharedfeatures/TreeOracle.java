package io.tandem.sharedfeatures;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads sources from an order the slow and obvious way: the whole order as a tree, then each source
 * by itself from the root. What a source reads is written as text; an order that must be rejected
 * gives nothing.
 */
final class TreeOracle {
  private static final Pattern INSTANT =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[Tt](\\d\\d:\\d\\d:\\d\\d)(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  private static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;
  }

  private TreeOracle() {}

  /** One line per source; empty when the order must be rejected. */
  static Optional<String> read(List<Source> sources, byte[] order) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(order));
      Json tree = Json.read("order", order);
      if (!(tree instanceof Json.Obj)) {
        return Optional.empty();
      }
      StringBuilder values = new StringBuilder();
      for (Source source : sources) {
        values.append(source.name()).append('=').append(read(source, tree)).append('\n');
      }
      return Optional.of(values.toString());
    } catch (Rejected | DefinitionException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** What the streaming reader has put into its row, written in the same way. */
  static String written(SourceTree tree, List<Source> sources, Row row) {
    StringBuilder values = new StringBuilder();
    for (int slot = 0; slot < sources.size(); slot++) {
      Source source = sources.get(slot);
      values.append(source.name()).append('=');
      if (source.path().isEach()) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < row.lengths[tree.array(slot)]; i++) {
          elements.add(
              source.kind() == Source.Kind.TEXT
                  ? String.valueOf(row.text(slot, i))
                  : String.valueOf(row.number(slot, i)));
        }
        values.append(elements);
      } else {
        values.append(
            switch (source.kind().type) {
              case NUMBER, FLAG -> String.valueOf(row.numbers[slot]);
              case TEXT -> String.valueOf(row.texts[slot]);
              case TIME ->
                  row.seconds[slot] == Row.NO_TIME
                      ? "null"
                      : row.seconds[slot] + " " + row.nanos[slot];
              case ZONE -> row.zones[slot] == null ? "null" : row.zones[slot].toString();
              case TABLE, LITERAL, ANY ->
                  throw new IllegalStateException("no source has this type");
            });
      }
      values.append('\n');
    }
    return values.toString();
  }

  private static String read(Source source, Json tree) throws Rejected {
    List<String> steps = source.path().steps();
    int each = steps.indexOf(SourcePath.EACH);
    if (each < 0) {
      return value(source, walk(source, tree, steps));
    }
    Json array = walk(source, tree, steps.subList(0, each));
    if (!(array instanceof Json.Arr items)) {
      if (!(array instanceof Json.Null)) {
        tolerate(source);
      }
      if (source.required()) {
        throw new Rejected();
      }
      return "[]";
    }
    if (items.items().size() > Limits.ARRAY || (items.items().isEmpty() && source.required())) {
      throw new Rejected();
    }
    List<String> elements = new ArrayList<>();
    for (Json item : items.items()) {
      elements.add(value(source, walk(source, item, steps.subList(each + 1, steps.size()))));
    }
    return elements.toString();
  }

  private static Json walk(Source source, Json from, List<String> steps) throws Rejected {
    Json at = from;
    for (String step : steps) {
      if (at instanceof Json.Obj object) {
        at = object.fields().getOrDefault(step, new Json.Null("$"));
      } else {
        if (!(at instanceof Json.Null)) {
          tolerate(source);
        }
        return new Json.Null("$");
      }
    }
    return at;
  }

  private static void tolerate(Source source) throws Rejected {
    if (source.wrongType() == Source.Policy.REJECT) {
      throw new Rejected();
    }
  }

  private static String value(Source source, Json json) throws Rejected {
    Optional<String> value = known(source, json);
    if (value.isEmpty() && source.defaultValue() != null) {
      value = known(source, fromDefault(source, source.defaultValue()));
    }
    if (value.isEmpty() && source.required()) {
      throw new Rejected();
    }
    boolean number = source.kind().type == Type.NUMBER || source.kind().type == Type.FLAG;
    return value.orElse(number ? "NaN" : "null");
  }

  private static Json fromDefault(Source source, String value) {
    return switch (source.kind().type) {
      case NUMBER -> new Json.Num("$", new BigDecimal(value).doubleValue());
      case FLAG -> new Json.Bool("$", value.equals("1"));
      default -> Json.text(value);
    };
  }

  private static Optional<String> known(Source source, Json json) throws Rejected {
    if (json instanceof Json.Null) {
      return Optional.empty();
    }
    switch (source.kind()) {
      case NUMBER, INTEGER -> {
        if (json instanceof Json.Num number) {
          return number(source, number.value());
        }
      }
      case FLAG, LABEL -> {
        if (json instanceof Json.Bool flag) {
          return Optional.of(flag.value() ? "1.0" : "0.0");
        }
      }
      case TEXT -> {
        return text(source, json, text -> true).map(text -> text);
      }
      case ZONE -> {
        return text(source, json, text -> true)
            .filter(FeatureSet.zoneNames()::contains)
            .map(name -> ZoneId.of(name).getRules().toString());
      }
      case INSTANT -> {
        return text(source, json, TreeOracle::isInstant)
            .map(OffsetDateTime::parse)
            .map(time -> time.toEpochSecond() + " " + time.getNano());
      }
      case DATE -> {
        return text(source, json, TreeOracle::isDate)
            .map(LocalDate::parse)
            .map(date -> date.atStartOfDay(ZoneOffset.UTC).toEpochSecond() + " 0");
      }
    }
    tolerate(source);
    return Optional.empty();
  }

  private static Optional<String> number(Source source, double value) throws Rejected {
    if (Double.isInfinite(value) || value < source.min() || value > source.max()) {
      if (source.outOfRange() == Source.Policy.REJECT) {
        throw new Rejected();
      }
      return Optional.empty();
    }
    if (source.kind() == Source.Kind.INTEGER && value != Math.floor(value)) {
      tolerate(source);
      return Optional.empty();
    }
    return Optional.of(String.valueOf(value == 0 ? 0.0 : value));
  }

  private static Optional<String> text(Source source, Json json, Predicate<String> reads)
      throws Rejected {
    if (json instanceof Json.Text text) {
      String value = text.value();
      if (value.matches("(?U)\\s*")) {
        return Optional.empty();
      }
      boolean unicode = StandardCharsets.UTF_8.newEncoder().canEncode(value);
      if (unicode && value.length() <= Limits.TEXT && reads.test(value)) {
        return Optional.of(value);
      }
    }
    tolerate(source);
    return Optional.empty();
  }

  private static boolean isInstant(String text) {
    try {
      return INSTANT.matcher(text).matches() && OffsetDateTime.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
