package io.tandem.sharedfeatures.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.DeferredPaymentTest;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The streaming implementation beside the slow oracle: what the sources read, the value of every
 * feature bit for bit, and the vector. The oracle reads the definition by itself; sources and
 * compiled expressions of the implementation are what it judges. Keeps reader and extractor from
 * order to order, so that what stays behind in them would show. Not thread-safe.
 */
public final class OracleComparison {
  private final FeatureDefinition definition;
  private final List<Source> sources;
  private final List<OracleSource> written;
  private final SourceTree tree;
  private final OrderReader reader;
  private final Extractor extractor;
  private final ValueOracle values;
  private final List<OracleFeature> features = new ArrayList<>();

  private record OracleFeature(
      String name, List<String> expressions, List<Expression> compiled, EncodingOracle encoding) {}

  public OracleComparison(FeatureSet fitted) {
    this.definition = fitted.definition();
    this.sources = definition.sources().subList(0, definition.labelSlot());
    this.tree = definition.orderTree();
    this.reader = new OrderReader(tree, OrderParsers.factory());
    this.extractor = fitted.orders();
    Json.Obj json = (Json.Obj) LimitedJson.read("definition", definition.written());
    this.written = OracleSource.all(json);
    this.values = new ValueOracle(json);
    List<String> columns = new ArrayList<>();
    for (Json feature : ((Json.Arr) Sample.field(json, "features")).items()) {
      EncodingOracle encoding = new EncodingOracle((Json.Obj) feature, fitted.state());
      features.add(
          new OracleFeature(
              ((Json.Text) Sample.field(feature, "name")).value(),
              expressions(Sample.field(feature, "value")),
              definition.features().get(features.size()).expressions(),
              encoding));
      columns.addAll(encoding.columns());
    }
    assertEquals(columns, fitted.columns());
  }

  private static List<String> expressions(Json value) {
    return value instanceof Json.Arr several
        ? several.items().stream().map(item -> ((Json.Text) item).value()).toList()
        : List.of(((Json.Text) value).value());
  }

  public static OracleComparison ofDeferredPayment() {
    return new OracleComparison(DeferredPaymentTest.FEATURES);
  }

  /** The same sources, but what does not fit is missing. */
  public static byte[] lenient(byte[] definition) {
    String text = new String(definition, StandardCharsets.UTF_8);
    return Sample.bytes(
        text.replace(", \"required\": true", "")
            .replaceAll("(\"type\": \"(?:number|integer)\")", "$1, \"out_of_range\": \"missing\"")
            .replaceAll("(\"type\": \"[a-z]+\")", "$1, \"wrong_type\": \"missing\""));
  }

  public static OracleComparison ofLenientDeferredPayment() {
    return new OracleComparison(
        DeferredPaymentTest.fit(FeatureDefinition.read(lenient(DeferredPaymentTest.definition()))));
  }

  /** Numbers and flags that may stand within texts. */
  static byte[] fromText(byte[] definition) {
    String text = new String(definition, StandardCharsets.UTF_8);
    return Sample.bytes(
        text.replaceAll("(\"type\": \"(?:number|integer|flag)\")", "$1, \"from\": \"text\""));
  }

  public static byte[] inNewestDialect(byte[] definition) {
    String text = new String(definition, StandardCharsets.UTF_8);
    return Sample.bytes(
        text.replace("\"dialect\": 1", "\"dialect\": " + FeatureDefinition.DIALECT));
  }

  public static OracleComparison ofNewestEveryFunctionFromText() {
    byte[] definition = inNewestDialect(fromText(EveryFunction.definition()));
    return new OracleComparison(EveryFunction.fit(definition));
  }

  public static OracleComparison ofLenientDeferredPaymentFromText() {
    byte[] definition = fromText(lenient(DeferredPaymentTest.definition()));
    return new OracleComparison(DeferredPaymentTest.fit(FeatureDefinition.read(definition)));
  }

  public static OracleComparison ofEveryFunction() {
    return new OracleComparison(EveryFunction.fit(EveryFunction.definition()));
  }

  static OracleComparison ofLenientEveryFunction() {
    return new OracleComparison(EveryFunction.fit(lenient(EveryFunction.definition())));
  }

  public List<Source> sources() {
    return sources;
  }

  /** Whether the order was read. */
  public boolean compare(byte[] order) {
    return compare(order, true);
  }

  /** Only what the sources read, and whether there is a vector. */
  boolean compareSources(byte[] order) {
    return compare(order, false);
  }

  private boolean compare(byte[] order, boolean withFeatures) {
    try {
      Optional<Map<String, OracleValue>> read = agree(order);
      Extraction extraction = extractor.extract(order);
      assertEquals(read.isPresent(), extraction instanceof Extraction.Vector, () -> text(order));
      if (withFeatures && extraction instanceof Extraction.Vector vector) {
        agree(order, read.orElseThrow(), vector.values());
      }
      return read.isPresent();
    } catch (RuntimeException e) {
      throw new AssertionError("an exception, for the order\n" + text(order), e);
    }
  }

  private Optional<Map<String, OracleValue>> agree(byte[] order) {
    Optional<Map<String, OracleValue>> expected = TreeOracle.read(written, order);
    Rejection rejection = reader.read(order, 0, order.length);
    if (rejection != null) {
      assertEquals(Optional.empty(), expected, () -> rejection + "\n" + text(order));
    } else {
      assertEquals(
          expected, Optional.of(TreeOracle.found(tree, sources, reader.row)), () -> text(order));
    }
    return expected;
  }

  private void agree(byte[] order, Map<String, OracleValue> known, float[] vector) {
    Row row = reader.row;
    int at = 0;
    for (OracleFeature feature : features) {
      List<OracleValue> wanted = new ArrayList<>();
      for (int i = 0; i < feature.expressions.size(); i++) {
        OracleValue value = values.value(feature.expressions.get(i), known);
        wanted.add(value);
        OracleValue found = computed(feature.compiled.get(i), row);
        if (!same(value, found)) {
          assertEquals(value, found, () -> feature.name + " of the order\n" + text(order));
        }
      }
      float[] columns = feature.encoding.encode(wanted);
      if (at + columns.length > vector.length || !same(columns, vector, at)) {
        int end = Math.min(vector.length, at + columns.length);
        assertEquals(
            Arrays.toString(columns),
            Arrays.toString(Arrays.copyOfRange(vector, Math.min(at, end), end)),
            () -> "columns of " + feature.name + " of the order\n" + text(order));
      }
      at += columns.length;
    }
    assertEquals(at, vector.length);
  }

  private static OracleValue computed(Expression value, Row row) {
    if (value.array() == Row.SCALAR) {
      return computed(value, row, Row.SCALAR);
    }
    List<OracleValue> elements = new ArrayList<>();
    for (int i = 0; i < row.lengths[value.array()]; i++) {
      elements.add(computed(value, row, i));
    }
    return new OracleValue.Each(elements);
  }

  private static OracleValue computed(Expression value, Row row, int index) {
    if (value.type().fits(Type.TEXT)) {
      String text = Expression.text(value).at(row, index);
      return text == null ? ValueOracle.MISSING : new OracleValue.Txt(text);
    }
    return OracleValue.number(Expression.number(value).at(row, index));
  }

  /** Bit for bit, but for the sign of zero, which no column has. */
  private static boolean same(OracleValue wanted, OracleValue found) {
    if (wanted instanceof OracleValue.Num a && found instanceof OracleValue.Num b) {
      return Double.doubleToRawLongBits(a.value() + 0.0)
          == Double.doubleToRawLongBits(b.value() + 0.0);
    }
    if (wanted instanceof OracleValue.Each a && found instanceof OracleValue.Each b) {
      boolean same = a.elements().size() == b.elements().size();
      for (int i = 0; same && i < a.elements().size(); i++) {
        same = same(a.elements().get(i), b.elements().get(i));
      }
      return same;
    }
    return wanted.equals(found);
  }

  /** NaN has one form, too. */
  private static boolean same(float[] wanted, float[] vector, int at) {
    for (int i = 0; i < wanted.length; i++) {
      if (Float.floatToRawIntBits(wanted[i]) != Float.floatToRawIntBits(vector[at + i])) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] order) {
    return new String(order, StandardCharsets.UTF_8);
  }
}
