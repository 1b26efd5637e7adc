package io.tandem.sharedfeatures.oracle;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads sources from an order the slow and obvious way: the whole order as a tree, then each source
 * by itself from the root. An order that must be rejected gives nothing. It shares the reader of
 * JSON trees with the implementation, and nothing else.
 */
final class TreeOracle {
  private static final Pattern INSTANT =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[Tt](\\d\\d:\\d\\d:\\d\\d)(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  private static final Pattern BLANK = Pattern.compile("(?U)\\s*");

  private static final Pattern HELD =
      Pattern.compile(
          "(?U:\\s*)(?<word>(?<flag>true|True|TRUE|false|False|FALSE)"
              + "|(?<digits>[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:[eE](?<exponent>[+-]?[0-9]+))?)(?U:\\s*)");

  private static final JsonLimits LIMITS =
      new JsonLimits(Integer.MAX_VALUE - 8, 64, 65_536, 1_024, 400);

  private static final int MOST_ELEMENTS = 2_000;
  private static final int LONGEST_TEXT = 4_096;

  private static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;
  }

  private TreeOracle() {}

  /** What the streaming reader has put into its row. */
  static Map<String, OracleValue> found(SourceTree tree, List<Source> sources, Row row) {
    Map<String, OracleValue> values = new HashMap<>();
    for (int slot = 0; slot < sources.size(); slot++) {
      Source source = sources.get(slot);
      OracleValue value;
      if (source.path().isEach()) {
        List<OracleValue> elements = new ArrayList<>();
        for (int i = 0; i < row.lengths[tree.array(slot)]; i++) {
          elements.add(
              source.kind() == Source.Kind.TEXT
                  ? text(row.text(slot, i))
                  : OracleValue.number(row.number(slot, i)));
        }
        value = new OracleValue.Each(elements);
      } else {
        value =
            switch (source.kind().type) {
              case NUMBER, FLAG -> OracleValue.number(row.numbers[slot]);
              case TEXT -> text(row.texts[slot]);
              case TIME -> moment(row, slot);
              case ZONE -> zone(row.zones[slot]);
              case TABLE, LITERAL, ANY ->
                  throw new IllegalStateException("no source has this type");
            };
      }
      values.put(source.name(), value);
    }
    return values;
  }

  private static OracleValue text(@Nullable String text) {
    return text == null ? ValueOracle.MISSING : new OracleValue.Txt(text);
  }

  private static OracleValue zone(@Nullable ZoneRules rules) {
    return rules == null ? ValueOracle.MISSING : new OracleValue.Zone(rules);
  }

  private static OracleValue moment(Row row, int slot) {
    if (row.seconds[slot] == Row.NO_TIME) {
      return ValueOracle.MISSING;
    }
    boolean zulu = row.offsets[slot] == Row.ZULU;
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(zulu ? 0 : row.offsets[slot]);
    Instant instant = Instant.ofEpochSecond(row.seconds[slot], row.nanos[slot]);
    return new OracleValue.Moment(instant.atOffset(offset), zulu);
  }

  /** What each source reads, by its name; empty when the order must be rejected. */
  static Optional<Map<String, OracleValue>> read(List<OracleSource> sources, byte[] order) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(order));
      Json tree = Json.read(order, LIMITS);
      if (!(tree instanceof Json.Obj)) {
        return Optional.empty();
      }
      Map<String, OracleValue> values = new HashMap<>();
      for (OracleSource source : sources) {
        values.put(source.name(), read(source, tree));
      }
      return Optional.of(values);
    } catch (Rejected | InvalidJsonException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static OracleValue read(OracleSource source, Json tree) throws Rejected {
    List<String> steps = source.steps();
    int each = steps.indexOf(OracleSource.EACH);
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
      return new OracleValue.Each(List.of());
    }
    if (items.items().size() > MOST_ELEMENTS || (items.items().isEmpty() && source.required())) {
      throw new Rejected();
    }
    List<OracleValue> elements = new ArrayList<>();
    for (Json item : items.items()) {
      elements.add(value(source, walk(source, item, steps.subList(each + 1, steps.size()))));
    }
    return new OracleValue.Each(elements);
  }

  private static Json walk(OracleSource source, Json from, List<String> steps) throws Rejected {
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

  private static void tolerate(OracleSource source) throws Rejected {
    if (!source.toleratesType()) {
      throw new Rejected();
    }
  }

  private static OracleValue value(OracleSource source, Json json) throws Rejected {
    OracleValue value = known(source, json);
    if (value.isMissing() && source.defaultValue() != null) {
      value = known(source, source.defaultValue());
    }
    if (value.isMissing() && source.required()) {
      throw new Rejected();
    }
    return value;
  }

  private static OracleValue known(OracleSource source, Json json) throws Rejected {
    if (json instanceof Json.Null) {
      return ValueOracle.MISSING;
    }
    if (json instanceof Json.Text text && source.fromText()) {
      return held(source, text.value());
    }
    switch (source.type()) {
      case "number", "integer" -> {
        if (json instanceof Json.Num number) {
          return number(source, number.value());
        }
      }
      case "flag" -> {
        if (json instanceof Json.Bool flag) {
          return OracleValue.flag(flag.value());
        }
      }
      case "text" -> {
        return text(source, json, text -> true).map(OracleValue::text).orElse(ValueOracle.MISSING);
      }
      case "zone" -> {
        return text(source, json, text -> true).map(ValueOracle::zone).orElse(ValueOracle.MISSING);
      }
      case "instant" -> {
        return text(source, json, TreeOracle::isInstant)
            .<OracleValue>map(
                text -> new OracleValue.Moment(OffsetDateTime.parse(text), text.endsWith("Z")))
            .orElse(ValueOracle.MISSING);
      }
      case "date" -> {
        return text(source, json, TreeOracle::isDate)
            .map(text -> LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC))
            .<OracleValue>map(midnight -> new OracleValue.Moment(midnight, true))
            .orElse(ValueOracle.MISSING);
      }
      default -> throw new IllegalArgumentException(source.type());
    }
    tolerate(source);
    return ValueOracle.MISSING;
  }

  private static double decimal(String digits, @Nullable String exponent) {
    BigDecimal number = new BigDecimal(digits);
    BigInteger power = exponent == null ? BigInteger.ZERO : new BigInteger(exponent);
    if (power.bitLength() > 12) { // beyond all doubles, as there are at most 400 digits
      return power.signum() < 0 || number.signum() == 0
          ? 0
          : number.signum() * Double.POSITIVE_INFINITY;
    }
    return number.scaleByPowerOfTen(power.intValue()).doubleValue();
  }

  private static OracleValue held(OracleSource source, String text) throws Rejected {
    Matcher held = HELD.matcher(text);
    if (BLANK.matcher(text).matches()) {
      return ValueOracle.MISSING;
    }
    if (held.matches()) {
      String word = held.group("word");
      if (source.type().equals("flag") && held.group("flag") != null) {
        return OracleValue.flag(word.charAt(0) == 't' || word.charAt(0) == 'T');
      }
      if (!source.type().equals("flag") && held.group("flag") == null && word.length() <= 400) {
        return number(source, decimal(held.group("digits"), held.group("exponent")));
      }
    }
    tolerate(source);
    return ValueOracle.MISSING;
  }

  private static OracleValue number(OracleSource source, double value) throws Rejected {
    if (Double.isInfinite(value) || value < source.min() || value > source.max()) {
      if (!source.toleratesRange()) {
        throw new Rejected();
      }
      return ValueOracle.MISSING;
    }
    if (source.type().equals("integer") && value != Math.floor(value)) {
      tolerate(source);
      return ValueOracle.MISSING;
    }
    return OracleValue.number(value == 0 ? 0.0 : value);
  }

  private static Optional<String> text(OracleSource source, Json json, Predicate<String> reads)
      throws Rejected {
    if (json instanceof Json.Text text) {
      String value = text.value();
      if (BLANK.matcher(value).matches()) {
        return Optional.empty();
      }
      boolean unicode = StandardCharsets.UTF_8.newEncoder().canEncode(value);
      if (unicode && value.length() <= LONGEST_TEXT && reads.test(value)) {
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
