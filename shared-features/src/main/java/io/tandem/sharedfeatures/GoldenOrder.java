package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.text.Decimals;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An order and the exact vector it gave when the feature set was fitted.
 *
 * @param order its JSON: only what the definition reads, values of personal fields masked
 * @param vector NaN is missing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record GoldenOrder(String order, float[] vector) {
  /** The golden orders as a file of the artifact. */
  static final String FILE = "golden.jsonl";

  /** How many a fit keeps. */
  static final int KEPT = 16;

  private static final int MAX_NAMED = 5;
  private static final String ORDER = "{\"order\":";
  private static final String VECTOR = ",\"vector\":[";

  /** Lines as {@link #writeAll} writes them; what an order holds is for its extraction to judge. */
  static List<GoldenOrder> readAll(byte[] jsonLines) {
    List<GoldenOrder> orders = new ArrayList<>();
    String text = new String(jsonLines, StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      String subject = GoldenOrder.FILE + " line " + (orders.size() + 1);
      int end = line.lastIndexOf(VECTOR);
      if (!line.startsWith(ORDER + "{") || end < 0 || !line.endsWith("]}")) {
        throw new DefinitionException(
            subject, List.of("expected an object with an order and its vector"));
      }
      String vector = line.substring(end + VECTOR.length() - 1, line.length() - 1);
      Json numbers = LimitedJson.read(subject, vector.getBytes(StandardCharsets.UTF_8));
      orders.add(new GoldenOrder(line.substring(ORDER.length(), end), floats(subject, numbers)));
    }
    return orders;
  }

  private static float[] floats(String subject, Json vector) {
    List<Json> items = ((Json.Arr) vector).items();
    float[] floats = new float[items.size()];
    for (int i = 0; i < floats.length; i++) {
      Json item = items.get(i);
      if (item instanceof Json.Num number) {
        floats[i] = (float) number.value();
      } else if (item instanceof Json.Null) {
        floats[i] = Float.NaN;
      } else {
        throw new DefinitionException(
            subject, List.of("$.vector[" + i + "]: expected a number or null"));
      }
    }
    return floats;
  }

  static String writeAll(List<GoldenOrder> orders) {
    StringBuilder text = new StringBuilder();
    for (GoldenOrder order : orders) {
      text.append(ORDER).append(order.order).append(VECTOR);
      for (int i = 0; i < order.vector.length; i++) {
        text.append(i == 0 ? "" : ",").append(Decimals.ofFloat(order.vector[i]));
      }
      text.append("]}\n");
    }
    return text.toString();
  }

  /** The columns in which the vector computed now differs from the recorded one; empty for none. */
  Optional<String> difference(Extractor extractor, List<String> columns) {
    Extraction extraction = extractor.extract(order.getBytes(StandardCharsets.UTF_8));
    if (extraction instanceof Extraction.Rejected rejection) {
      return Optional.of("is rejected: " + rejection);
    }
    float[] computed = ((Extraction.Vector) extraction).values();
    if (computed.length != vector.length) {
      return Optional.of(
          "recorded with " + vector.length + " columns, computed with " + computed.length);
    }
    List<String> different = new ArrayList<>();
    for (int i = 0; i < computed.length; i++) {
      if (Float.floatToIntBits(computed[i]) != Float.floatToIntBits(vector[i])) {
        different.add(Texts.escaped(columns.get(i)));
      }
    }
    if (different.isEmpty()) {
      return Optional.empty();
    }
    String more = different.size() > MAX_NAMED ? ", ..." : "";
    return Optional.of(
        different.size()
            + " of "
            + computed.length
            + " columns differ from the recorded vector: "
            + String.join(", ", different.subList(0, Math.min(MAX_NAMED, different.size())))
            + more);
  }

  /**
   * An order's JSON reduced to what sources read, values of personal fields masked. Whatever no
   * source reads becomes {@code {}}, {@code []} or null, as the object, array or single value that
   * it is.
   */
  static String reduce(Json order, List<Source> sources) {
    return keep(order, sources, 0).compact();
  }

  /**
   * @param sources those whose path leads here; either all of them end here, or all lead on
   */
  private static Json keep(Json json, List<Source> sources, int depth) {
    boolean ends = sources.isEmpty() || sources.get(0).path().steps().size() == depth;
    if (ends) {
      return value(json, sources);
    }
    boolean each = sources.get(0).path().steps().get(depth).equals(SourcePath.EACH);
    if (each && json instanceof Json.Arr array) {
      return new Json.Arr(
          "$", array.items().stream().map(item -> keep(item, sources, depth + 1)).toList());
    }
    if (!each && json instanceof Json.Obj object) {
      Map<String, Json> kept = new LinkedHashMap<>();
      object
          .fields()
          .forEach(
              (name, field) -> {
                List<Source> below = matching(sources, depth, name);
                if (!below.isEmpty()) {
                  kept.put(name, keep(field, below, depth + 1));
                }
              });
      return Json.object(kept);
    }
    return unread(json);
  }

  private static Json unread(Json json) {
    if (json instanceof Json.Obj) {
      return Json.object(Map.of());
    }
    return json instanceof Json.Arr ? new Json.Arr("$", List.of()) : new Json.Null("$");
  }

  /** Of a text of a personal field the shape stays; any other value becomes one that is read. */
  private static Json value(Json json, List<Source> sources) {
    for (Source source : sources) {
      if (source.reads(json)) {
        return source.personal() ? masked(json, source) : json;
      }
    }
    return unread(json);
  }

  private static Json masked(Json json, Source source) {
    return switch (source.kind()) {
      case TEXT -> Json.text(mask(((Json.Text) json).value()));
      case NUMBER, INTEGER, LABEL ->
          Json.num(Math.min(Math.max(1, Math.ceil(source.min())), source.max()));
      case FLAG -> new Json.Bool("$", true);
      case INSTANT -> Json.text("2000-01-01T00:00:00Z");
      case DATE -> Json.text("2000-01-01");
      case ZONE -> Json.text("UTC");
    };
  }

  private static List<Source> matching(List<Source> sources, int depth, String step) {
    return sources.stream().filter(s -> s.path().steps().get(depth).equals(step)).toList();
  }

  /** Keeps the shape of a text: letters become a or A, digits 0, what is not ASCII x. */
  public static String mask(String text) {
    StringBuilder masked = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c >= 'A' && c <= 'Z') {
                masked.append('A');
              } else if (c >= 'a' && c <= 'z') {
                masked.append('a');
              } else if (c >= '0' && c <= '9') {
                masked.append('0');
              } else {
                masked.append(c < 0x80 ? (char) c : 'x');
              }
            });
    return masked.toString();
  }
}
