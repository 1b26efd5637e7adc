package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A definition with a source of every kind, for tests of one expression or one encoding. */
public final class Sample {
  public static final String SOURCES =
      """
      {
        "x": {"path": "$.x", "type": "number"},
        "y": {"path": "$.y", "type": "number"},
        "z": {"path": "$.z", "type": "number"},
        "f": {"path": "$.f", "type": "flag"},
        "g": {"path": "$.g", "type": "flag"},
        "s": {"path": "$.s", "type": "text"},
        "t": {"path": "$.t", "type": "text"},
        "from": {"path": "$.from", "type": "instant"},
        "to": {"path": "$.to", "type": "instant"},
        "day": {"path": "$.day", "type": "date"},
        "zone": {"path": "$.zone", "type": "zone"},
        "v": {"path": "$.items[*].v", "type": "number"},
        "w": {"path": "$.items[*].w", "type": "number"},
        "k": {"path": "$.items[*].k", "type": "text"},
        "h": {"path": "$.items[*].h", "type": "text"},
        "b": {"path": "$.items[*].b", "type": "flag"},
        "tag": {"path": "$.tags[*]", "type": "text"}
      }
      """;

  public static final String TABLES =
      """
      {
        "place_of": {"values": {"a": "Aachen", "b": "Bonn"}},
        "height_of": {"values": {"a": 173, "b": -0.0, "c.d": 5}, "otherwise": 60.5},
        "mail": {"lists": [{"name": "free", "members": ["free.com", "co.uk"]},
                          {"name": "own", "members": ["b.co.uk", "free.com"]}],
                 "otherwise": "other"},
        "zone_of": {"values": {"DE": "Europe/Berlin", "XX": "UTC"}}
      }
      """;

  private Sample() {}

  /**
   * @param features the JSON objects, with commas between
   */
  public static String definition(String sources, String features) {
    return """
    {"name": "sample", "version": 1, "dialect": 1,
     "record": {"order": "$.order", "label": "$.label"},
     "sources": %s,
     "features": [%s]}
    """
        .formatted(sources, features);
  }

  public static FeatureDefinition read(String sources, String features) {
    return FeatureDefinition.read(bytes(definition(sources, features)));
  }

  public static FeatureDefinition read(String features) {
    return read(SOURCES, features);
  }

  /** A feature named f. */
  public static String feature(String expression) {
    return "{\"name\": \"f\", \"value\": \"%s\"}".formatted(expression);
  }

  public static String feature(String expression, String encoding) {
    return "{\"name\": \"f\", \"value\": \"%s\", \"encode\": %s}".formatted(expression, encoding);
  }

  /** With nothing learned. */
  public static FeatureSet unfitted(String sources, String features) {
    return new Fitter(read(sources, features)).finish();
  }

  /** Fitted on records that hold these orders. */
  public static FeatureSet fitted(String features, String... orders) {
    Fitter fitter = new Fitter(read(features));
    for (String order : orders) {
      byte[] record = record(order);
      fitter
          .observe(record, 0, record.length)
          .ifPresent(
              rejection -> {
                throw new IllegalArgumentException(rejection.toString());
              });
    }
    return fitter.finish();
  }

  public static byte[] record(String order) {
    return bytes("{\"order\": " + order + ", \"label\": true}");
  }

  /** The value before it becomes a column: a number, a text, or {@code missing}. */
  public static String value(String expression, String order) {
    FeatureDefinition definition =
        FeatureDefinition.read(
            bytes(
                isText(expression)
                    ? withTables(feature(expression, "{\"hash\": {\"buckets\": 1}}"))
                    : withTables(feature(expression))));
    OrderReader reader = new OrderReader(definition.orderTree(), OrderParsers.factory());
    byte[] bytes = bytes(order);
    Rejection rejection = reader.read(bytes, 0, bytes.length);
    if (rejection != null) {
      throw new IllegalArgumentException(rejection.toString());
    }
    Expression value = definition.features().get(0).expressions().get(0);
    if (Expression.isMissing(value, reader.row, Row.SCALAR)) {
      return "missing";
    }
    return value.type().fits(Type.TEXT)
        ? String.valueOf(Expression.text(value).at(reader.row, Row.SCALAR))
        : String.valueOf(Expression.number(value).at(reader.row, Row.SCALAR));
  }

  private static boolean isText(String expression) {
    try {
      FeatureDefinition.read(bytes(withTables(feature(expression))));
      return false;
    } catch (DefinitionException e) {
      return e.problems().get(0).contains(" is a text") || e.problems().get(0).contains("'text'");
    }
  }

  private static String withTables(String features) {
    return withSections("\"tables\": " + TABLES, features);
  }

  /**
   * @param sections tables, values, or both
   */
  public static String withSections(String sections, String features) {
    return definition(SOURCES, features).replace("\"features\": [", sections + ", \"features\": [");
  }

  public static Json field(Json object, String name) {
    return Objects.requireNonNull(((Json.Obj) object).fields().get(name), name);
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static float[] vector(FeatureSet features, String order) {
    Extraction extraction = features.orders().extract(bytes(order));
    if (extraction instanceof Extraction.Vector vector) {
      return vector.values();
    }
    throw new IllegalArgumentException(extraction.toString());
  }

  /** The columns that are not 0, with their value: {@code f=a:1 f.missing:NaN}. */
  public static String columns(FeatureSet features, String order) {
    float[] vector = vector(features, order);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] != 0) {
        text.append(text.length() == 0 ? "" : " ")
            .append(features.columns().get(i))
            .append(':')
            .append(String.format(Locale.ROOT, "%.4g", vector[i]));
      }
    }
    return text.toString();
  }

  public static String rejection(FeatureSet features, byte[] order) {
    Extraction extraction = features.orders().extract(order);
    if (extraction instanceof Extraction.Rejected rejection) {
      return rejection.toString();
    }
    throw new IllegalArgumentException("a vector, not a rejection");
  }

  /** Of a file of an example, gzip. */
  public static List<String> lines(String example, String file) throws IOException {
    Path path = Path.of("..", "examples", example, file);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
