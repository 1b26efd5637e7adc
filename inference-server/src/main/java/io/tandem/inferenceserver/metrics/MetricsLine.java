package io.tandem.inferenceserver.metrics;

import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One line in CloudWatch's embedded metric format: the values of metrics that share their
 * dimensions. CloudWatch makes metrics of such lines wherever they stand in a log. Not thread-safe.
 *
 * <p>Format: "Embedded metric format specification" in the CloudWatch user guide. A metric is a
 * number or an array of at most 100 numbers, a line holds at most 100 metrics, names and dimensions
 * are printable ASCII.
 */
final class MetricsLine {
  static final int MAX_METRICS = 100;

  private static final String NAMESPACE = "Tandem";
  private static final int MAX_DIMENSION = 1024;
  private static final int MAX_NAME = 255;
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> dimensions = new TreeMap<>();
  private final Map<String, String> units = new LinkedHashMap<>();
  private final Map<String, double[]> metrics = new LinkedHashMap<>();

  MetricsLine(String container, Map<String, String> more) {
    more.forEach(
        (name, value) -> dimensions.put(ascii(name, MAX_NAME), ascii(value, MAX_DIMENSION)));
    dimensions.put("Container", container);
  }

  boolean isFull() {
    return metrics.size() == MAX_METRICS;
  }

  MetricsLine count(String name, long count) {
    return put(name, "Count", (double) count);
  }

  MetricsLine bytes(String name, long bytes) {
    return put(name, "Bytes", (double) bytes);
  }

  /** Left out when there is no value. */
  MetricsLine milliseconds(String name, double[] values) {
    return values.length == 0 ? this : put(name, "Milliseconds", values);
  }

  private MetricsLine put(String name, String unit, double... values) {
    String shown = ascii(name, MAX_NAME);
    units.put(shown, unit);
    metrics.put(shown, values);
    return this;
  }

  String json(Instant time) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeObjectPropertyStart("_aws");
      out.writeNumberProperty("Timestamp", time.toEpochMilli());
      out.writeArrayPropertyStart("CloudWatchMetrics");
      directive(out);
      out.writeEndArray();
      out.writeEndObject();
      dimensions.forEach(out::writeStringProperty);
      metrics.forEach((name, values) -> values(out, name, values));
      out.writeEndObject();
    }
    return text.toString();
  }

  private void directive(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("Namespace", NAMESPACE);
    out.writeArrayPropertyStart("Dimensions");
    out.writeStartArray();
    dimensions.keySet().forEach(out::writeString);
    out.writeEndArray();
    out.writeEndArray();
    out.writeArrayPropertyStart("Metrics");
    units.forEach(
        (name, unit) -> {
          out.writeStartObject();
          out.writeStringProperty("Name", name);
          out.writeStringProperty("Unit", unit);
          out.writeEndObject();
        });
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void values(JsonGenerator out, String name, double[] values) {
    out.writeName(name);
    if (values.length == 1) {
      number(out, values[0]);
      return;
    }
    out.writeStartArray();
    for (double value : values) {
      number(out, value);
    }
    out.writeEndArray();
  }

  private static void number(JsonGenerator out, double value) {
    if (value == Math.rint(value)) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(value);
    }
  }

  /** CloudWatch drops a line with anything else; an escape keeps different names apart. */
  private static String ascii(String text, int maxLength) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        ascii.append(c);
      } else {
        ascii.append("\\u%04x".formatted((int) c));
      }
    }
    return ascii.substring(0, Math.min(ascii.length(), maxLength));
  }
}
