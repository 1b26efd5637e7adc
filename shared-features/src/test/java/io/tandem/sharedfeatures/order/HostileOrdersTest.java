package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.DeferredPaymentTest;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.oracle.OracleComparison;
import io.tandem.sharedfeatures.oracle.RandomOrders;
import io.tandem.strictjson.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes give a vector or a rejection, the right one, and a rejection tells nothing of them. */
class HostileOrdersTest {
  private static final String MARKER = "qzxjk";

  private static final FeatureDefinition STRICT =
      FeatureDefinition.read(DeferredPaymentTest.definition());

  /** The same sources, but what does not fit is missing. */
  private static final FeatureDefinition LENIENT =
      FeatureDefinition.read(OracleComparison.lenient(DeferredPaymentTest.definition()));

  private static final List<byte[]> ORDERS =
      DeferredPaymentTest.examples().stream()
          .map(example -> Sample.bytes(Sample.field(example, "order").compact()))
          .toList();

  /** A name with its colon, as {@link #otherwise} writes it. */
  private static final Pattern FIELD =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"\\s*:\\s*(?=[\\[{\"0-9tfn-])");

  @Test
  void anOrderCutOffAnywhereIsRejected() {
    Extractor extractor = new Fitter(STRICT).finish().orders();
    byte[] order = ORDERS.get(0);
    for (int length = 0; length < order.length; length++) {
      assertInstanceOf(Extraction.Rejected.class, extractor.extract(order, 0, length));
    }
    assertInstanceOf(Extraction.Vector.class, extractor.extract(order, 0, order.length));
  }

  @Test
  void theStreamingReaderAgreesWithTheTreeOnMutatedBytes() {
    int read = 0;
    for (FeatureDefinition definition : List.of(STRICT, LENIENT)) {
      OracleComparison comparison = comparison(definition);
      Random random = new Random(17);
      for (int i = 0; i < 2_000; i++) {
        byte[] order = ORDERS.get(random.nextInt(ORDERS.size()));
        read += comparison.compare(RandomOrders.mutated(order, random)) ? 1 : 0;
      }
    }
    assertTrue(read > 30, "only " + read + " mutated orders were still orders");
  }

  @Test
  void theStreamingReaderAgreesWithTheTreeOnMutatedValues() {
    int read = 0;
    for (FeatureDefinition definition : List.of(STRICT, LENIENT)) {
      OracleComparison comparison = comparison(definition);
      Random random = new Random(19);
      for (int i = 0; i < 1_000; i++) {
        byte[] order = ORDERS.get(random.nextInt(ORDERS.size()));
        Json tree = LimitedJson.read("order", order);
        read += comparison.compare(Sample.bytes(changed(tree, random, 0.02).compact())) ? 1 : 0;
      }
    }
    assertTrue(read > 600, "only " + read + " mutated orders were still orders");
  }

  @Test
  void aFieldThatComesTwiceAnywhereIsRejected() {
    OracleComparison comparison = comparison(LENIENT);
    Random random = new Random(31);
    for (byte[] order : ORDERS) {
      Json tree = LimitedJson.read("order", order);
      for (int i = 0; i < 25; i++) {
        String twice = withFieldTwice(otherwise(tree, random), random);

        assertFalse(comparison.compare(Sample.bytes(twice)), twice);
      }
    }
  }

  /** Repeats, with another value, a field of an object that it chooses. */
  private static String withFieldTwice(String json, Random random) {
    List<MatchResult> fields = FIELD.matcher(json).results().toList();
    MatchResult field = fields.get(random.nextInt(fields.size()));
    String again = field.group() + "0,";
    return json.substring(0, field.start()) + again + json.substring(field.start());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 23, 24, 25, 26, 100, 20_000})
  void amongManyFieldsTheOneThatComesTwiceIsFound(int fields) {
    OrderReader reader = new OrderReader(STRICT.orderTree(), OrderParsers.factory());
    StringBuilder once = new StringBuilder();
    for (int i = 0; i < fields; i++) {
      // Strings with one hash code, all of them.
      String name = Integer.toBinaryString(i).replace("0", "Aa").replace("1", "BB");
      once.append('"').append(name).append("\":{},");
    }
    byte[] twice = Sample.bytes("{\"u\":{" + once + once.substring(0, once.indexOf(",")) + "}}");
    byte[] order = Sample.bytes("{\"u\":{" + once.substring(0, once.length() - 1) + "}}");

    assertEquals(
        "is required", String.valueOf(reader.read(order, 0, order.length)).split(" ", 2)[1]);
    assertTrue(
        String.valueOf(reader.read(twice, 0, twice.length)).startsWith("$ holds the same field"));
  }

  private static OracleComparison comparison(FeatureDefinition definition) {
    return new OracleComparison(new Fitter(definition).finish());
  }

  private static Json changed(Json json, Random random, double chance) {
    if (random.nextDouble() < chance) {
      return switch (random.nextInt(12)) {
        case 0 -> new Json.Null("$");
        case 1 -> new Json.Bool("$", random.nextBoolean());
        case 2 -> Json.num(random.nextInt(-3, 2_000));
        case 3 -> Json.num(random.nextGaussian() * 1e9);
        case 4 -> Json.num(Double.POSITIVE_INFINITY);
        case 5 -> Json.text(" \u00a0\u2003");
        case 6 -> Json.text("x".repeat(random.nextInt(5_000)));
        case 7 -> Json.text("\ud83d\ude00 Mara");
        case 8 ->
            Json.text("2026-0%d-%d1T23:41:07Z".formatted(random.nextInt(10), random.nextInt(5)));
        case 9 -> new Json.Arr("$", List.of(json, json));
        case 10 -> Json.object(Map.of("a", json));
        default -> Json.object(Map.of());
      };
    }
    if (json instanceof Json.Obj object) {
      List<String> names = new ArrayList<>(object.fields().keySet());
      Collections.shuffle(names, random);
      Map<String, Json> fields = new LinkedHashMap<>();
      for (String name : names) {
        if (random.nextDouble() >= chance) {
          fields.put(name, changed(object.fields().getOrDefault(name, json), random, chance));
        }
      }
      return Json.object(fields);
    }
    if (json instanceof Json.Arr array) {
      List<Json> items = new ArrayList<>();
      for (Json item : array.items()) {
        items.add(changed(item, random, chance));
      }
      return new Json.Arr("$", items);
    }
    return json;
  }

  @Test
  void numbersReadAsTheJdkReadsThem() {
    FeatureDefinition definition = Sample.read(Sample.feature("x"));
    OrderReader reader = new OrderReader(definition.orderTree(), OrderParsers.factory());
    Random random = new Random(23);
    for (int i = 0; i < 50_000; i++) {
      String number = number(random);
      double expected = Double.parseDouble(number);
      byte[] order = Sample.bytes("{\"x\": " + number + "}");

      Rejection rejection = reader.read(order, 0, order.length);

      assertEquals(Double.isInfinite(expected), rejection != null, number);
      if (rejection == null) {
        assertEquals(expected + 0.0, reader.row.numbers[0], number);
      }
    }
  }

  private static String number(Random random) {
    if (random.nextInt(3) == 0) {
      double value = Double.longBitsToDouble(random.nextLong());
      return Double.isFinite(value) ? Double.toString(value) : "1";
    }
    StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
    number.append(1 + random.nextInt(9));
    random.ints(random.nextInt(30), 0, 10).forEach(number::append);
    if (random.nextBoolean()) {
      number.append('.').append(random.nextInt(10));
      random.ints(random.nextInt(30), 0, 10).forEach(number::append);
    }
    return random.nextBoolean() ? number.toString() : number + "e" + random.nextInt(-340, 310);
  }

  @Test
  void noRejectionHoldsAnythingOfTheOrder() {
    List<Extractor> extractors =
        List.of(new Fitter(STRICT).finish().orders(), new Fitter(STRICT).finish().records());
    Random random = new Random(29);
    int rejected = 0;
    for (int i = 0; i < 2_000; i++) {
      String order = new String(ORDERS.get(random.nextInt(ORDERS.size())), StandardCharsets.UTF_8);
      int at = random.nextInt(order.length());
      String piece =
          switch (random.nextInt(4)) {
            case 0 -> MARKER;
            case 1 -> "\"" + MARKER + "\"";
            case 2 -> "\"" + MARKER + "\": \"" + MARKER + "\",";
            default -> "{\"" + MARKER + "\": 1, \"" + MARKER + "\": 1}";
          };
      // Every text of the order is marked, and something breaks it.
      String marked =
          order.replaceAll("\": \"", "\": \"" + MARKER).replaceAll("\":\"", "\":\"" + MARKER);
      String broken =
          random.nextBoolean() ? marked : order.substring(0, at) + piece + order.substring(at);
      Extraction extraction = extractors.get(i % 2).extract(Sample.bytes(broken));
      if (extraction instanceof Extraction.Rejected rejection) {
        rejected++;
        assertFalse(rejection.toString().contains(MARKER), rejection::toString);
      }
    }
    assertTrue(rejected > 1_000, "only " + rejected + " were rejected");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18})
  void anOrderSaidOtherwiseHasTheSameVector(int example) {
    FeatureSet features = new Fitter(STRICT).finish();
    Json order = LimitedJson.read("order", ORDERS.get(example));
    float[] expected =
        ((Extraction.Vector) features.orders().extract(ORDERS.get(example))).values();
    Random random = new Random(example);
    for (int i = 0; i < 20; i++) {
      String otherwise = otherwise(order, random);

      assertArrayEquals(expected, Sample.vector(features, otherwise), otherwise);
    }
  }

  /** Keys in another order, white space, unknown fields, numbers and texts spelled otherwise. */
  private static String otherwise(Json json, Random random) {
    String space = " \n\r\t".substring(random.nextInt(5)).repeat(random.nextInt(2));
    String text;
    if (json instanceof Json.Obj object) {
      List<String> fields = new ArrayList<>();
      object
          .fields()
          .forEach(
              (name, value) ->
                  fields.add(escaped(name, random) + space + ":" + otherwise(value, random)));
      fields.add("\"unknown_" + random.nextInt() + "\": {\"a\": [1, {\"b\": null}], \"time\": 5}");
      fields.add("\"unknown " + random.nextInt() + "\": \"\\ud800\"");
      Collections.shuffle(fields, random);
      text = "{" + String.join(space + ",", fields) + space + "}";
    } else if (json instanceof Json.Arr array) {
      List<String> items = array.items().stream().map(item -> otherwise(item, random)).toList();
      text = "[" + String.join(",", items) + space + "]";
    } else if (json instanceof Json.Num number) {
      text = spelled(number.value(), random);
    } else if (json instanceof Json.Text string) {
      text = escaped(string.value(), random);
    } else {
      text = json.compact();
    }
    return space + text + space;
  }

  private static String spelled(double value, Random random) {
    String plain = Json.number(value);
    boolean exponent = plain.contains("E") || plain.contains("e");
    return switch (random.nextInt(4)) {
      case 0 -> exponent ? plain : plain + "e0";
      case 1 -> exponent ? plain : plain + (plain.contains(".") ? "000" : ".000");
      case 2 -> new BigDecimal(plain).toPlainString();
      default -> new BigDecimal(plain).unscaledValue() + "E" + -new BigDecimal(plain).scale();
    };
  }

  private static String escaped(String text, Random random) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean must = c < ' ' || c == '"' || c == '\\';
      if (must || random.nextInt(10) == 0) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    String escaped = json.append('"').toString();
    // Half a pair escaped and the other half not would be two broken halves.
    return escaped.matches("(?s).*[\\ud800-\\udfff].*") ? Json.text(text).compact() : escaped;
  }
}
