package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.HashBuckets;
import io.tandem.sharedfeatures.encoding.NumberEncodings;
import io.tandem.sharedfeatures.encoding.OneHot;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.text.Murmur3;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The features of the order format's first release, against values that an independent program
 * computed: numbers to nine digits, as doubles and before they are encoded; then the columns.
 */
public class DeferredPaymentTest {
  private static final Path DEFINITION = Path.of("../examples/deferred-payment/features.json");
  private static final double NINE_DIGITS = 5e-10;
  public static final FeatureSet FEATURES = fit(FeatureDefinition.read(definition()));

  @TestFactory
  List<DynamicTest> everyOrderGivesTheExpectedValues() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Json.Obj example : examples()) {
      String name = ((Json.Text) Sample.field(example, "case")).value();
      tests.add(DynamicTest.dynamicTest(name, () -> compare(example)));
    }
    return tests;
  }

  @Test
  void allSixtyThreeFeaturesAreDefined() {
    Json.Obj expected = (Json.Obj) Sample.field(examples().get(0), "expected");

    List<String> names =
        FEATURES.definition().features().stream().map(FeatureDefinition.Feature::name).toList();

    assertEquals(19, examples().size());
    assertEquals(63, expected.fields().size());
    assertEquals(List.copyOf(expected.fields().keySet()), names);
  }

  private static void compare(Json.Obj example) {
    byte[] order = Sample.bytes(Sample.field(example, "order").compact());
    Row row = read(order);
    float[] vector = Sample.vector(FEATURES, Sample.field(example, "order").compact());
    Map<String, Json> expected = ((Json.Obj) Sample.field(example, "expected")).fields();
    List<String> different = new ArrayList<>();
    int at = 0;
    for (FeatureDefinition.Feature feature : FEATURES.definition().features()) {
      Json wanted = expected.getOrDefault(feature.name(), new Json.Null("$"));
      List<String> columns = feature.encoder(learned(feature.name())).columns();
      Object value = value(feature.expressions().get(0), row);
      if (!agrees(feature, wanted, value) || !encodes(feature, value, columns, vector, at)) {
        different.add(feature.name() + ": expected " + wanted.compact() + ", found " + value);
      }
      at += columns.size();
    }
    assertEquals(List.of(), different);
    assertEquals(vector.length, at);
  }

  private static Row read(byte[] order) {
    OrderReader reader = new OrderReader(FEATURES.definition().orderTree(), OrderParsers.factory());
    Rejection rejection = reader.read(order, 0, order.length);
    return rejection == null ? reader.row : fail(rejection.toString());
  }

  private static Json learned(String feature) {
    return FEATURES.state().fields().getOrDefault(feature, new Json.Null("$"));
  }

  /** A double, a text, or the word missing. */
  private static Object value(Expression value, Row row) {
    if (Expression.isMissing(value, row, Row.SCALAR)) {
      return "missing";
    }
    return value.type().fits(Type.TEXT)
        ? "'" + Expression.text(value).at(row, Row.SCALAR) + "'"
        : Expression.number(value).at(row, Row.SCALAR);
  }

  private static boolean agrees(FeatureDefinition.Feature feature, Json wanted, Object found) {
    if (wanted instanceof Json.Num number && found instanceof Double value) {
      return Math.abs(value - number.value()) <= NINE_DIGITS * Math.abs(number.value());
    }
    String text = wanted instanceof Json.Text known ? "'" + known.value() + "'" : "missing";
    return found.equals(text) || (text.equals("'other'") && !isListed(feature, found));
  }

  /** The expected value of a text that the list does not hold is {@code other}. */
  private static boolean isListed(FeatureDefinition.Feature feature, Object found) {
    return !(feature.encoding() instanceof OneHot oneHot)
        || oneHot.values().isEmpty()
        || oneHot.values().stream().anyMatch(value -> found.equals("'" + value + "'"));
  }

  private static boolean encodes(
      FeatureDefinition.Feature feature,
      Object value,
      List<String> columns,
      float[] vector,
      int at) {
    if (feature.encoding() instanceof NumberEncodings.AsIs) {
      return value instanceof Double number
          ? vector[at] == (float) (double) number
          : Float.isNaN(vector[at]);
    }
    String wanted = column(feature, value.toString(), columns);
    for (int i = 0; i < columns.size(); i++) {
      if (vector[at + i] != (columns.get(i).equals(wanted) ? 1 : 0)) {
        return false;
      }
    }
    return true;
  }

  /** Which column holds 1; an empty text for none. */
  private static String column(
      FeatureDefinition.Feature feature, String value, List<String> columns) {
    String missing = feature.name() + ".missing";
    if (value.equals("missing")) {
      return columns.contains(missing) ? missing : "";
    }
    String text = value.substring(1, value.length() - 1);
    if (feature.encoding() instanceof HashBuckets hash) {
      int bucket =
          Integer.remainderUnsigned(Murmur3.hash(feature.name() + "=" + text, 0), hash.buckets());
      return feature.name() + "#" + bucket;
    }
    String category = feature.name() + "=" + text;
    return columns.contains(category) ? category : feature.name() + "=other";
  }

  /** On the examples. */
  public static FeatureSet fit(FeatureDefinition definition) {
    Fitter fitter = new Fitter(definition);
    for (Json.Obj example : examples()) {
      String order = Sample.field(example, "order").compact();
      byte[] record =
          Sample.bytes("{\"order\": " + order + ", \"outcome\": {\"defaulted\": false}}");
      fitter.observe(record, 0, record.length).ifPresent(rejection -> fail(rejection.toString()));
    }
    return fitter.finish();
  }

  public static byte[] definition() {
    try {
      return Files.readAllBytes(DEFINITION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Json.Obj> examples() {
    List<Json.Obj> examples = new ArrayList<>();
    try (InputStream in =
        DeferredPaymentTest.class.getResourceAsStream(
            "/deferred-payment/order-features.expected.jsonl")) {
      if (in == null) {
        throw new IllegalStateException("no test resource with expected values");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> examples.add((Json.Obj) LimitedJson.read("example", Sample.bytes(line))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }
}
