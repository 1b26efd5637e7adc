package io.tandem.sharedfeatures.testkit;

import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON that means the same, or something odd, for {@link FeatureChecks}. */
final class Respelling {
  private static final String UNREAD = "tandem_unread";

  private static final List<Json> ODD =
      List.of(
          new Json.Null("$"),
          new Json.Bool("$", true),
          Json.num(0),
          Json.num(-1.5),
          Json.num(1e308),
          Json.num(Double.POSITIVE_INFINITY),
          Json.text(""),
          Json.text("x"),
          Json.text("\u0000'\"\\\u00a0\ud83d\ude00"),
          Json.text("y".repeat(Limits.TEXT)),
          Json.text("z".repeat(Limits.TEXT + 1)),
          Json.text("2026-02-30T25:00:00Z"),
          Json.text("2000-01-01T00:00:00Z"),
          Json.object(Map.of()),
          new Json.Arr("$", List.of()),
          new Json.Arr("$", List.of(new Json.Null("$"), Json.object(Map.of()), Json.text("a"))),
          new Json.Arr("$", Collections.nCopies(Limits.ARRAY + 1, Json.object(Map.of()))));

  private Respelling() {}

  /** The record with every part on the way to the source removed, or replaced by odd values. */
  static List<byte[]> oddities(byte[] record, SourcePath path) {
    List<byte[]> odd = new ArrayList<>();
    Json tree;
    try {
      tree = LimitedJson.read("record", record);
    } catch (DefinitionException e) {
      return odd;
    }
    for (int length = 1; length <= path.steps().size(); length++) {
      List<String> steps = path.steps().subList(0, length);
      odd.add(bytes(replaced(tree, steps, null)));
      for (Json value : ODD) {
        odd.add(bytes(replaced(tree, steps, value)));
      }
    }
    return odd;
  }

  private static Json replaced(Json json, List<String> steps, @Nullable Json value) {
    String step = steps.get(0);
    List<String> below = steps.subList(1, steps.size());
    if (step.equals(SourcePath.EACH) && json instanceof Json.Arr array) {
      List<Json> items = new ArrayList<>();
      for (Json item : array.items()) {
        if (!below.isEmpty()) {
          items.add(replaced(item, below, value));
        } else if (value != null) {
          items.add(value);
        }
      }
      return new Json.Arr("$", items);
    }
    if (!(json instanceof Json.Obj object)) {
      return json;
    }
    Map<String, Json> fields = new LinkedHashMap<>(object.fields());
    Json field = fields.get(step);
    if (below.isEmpty() && value == null) {
      fields.remove(step);
    } else if (below.isEmpty() && value != null) {
      fields.put(step, value);
    } else if (field != null) {
      fields.put(step, replaced(field, below, value));
    }
    return Json.object(fields);
  }

  /** Keys in another order, white space between all words, and fields that nobody reads. */
  static byte[] record(byte[] record) {
    return spaced(turned(LimitedJson.read("record", record), true));
  }

  /** Keys in another order, and white space between all words. */
  static byte[] definition(byte[] definition) {
    return spaced(turned(LimitedJson.read("definition", definition), false));
  }

  private static Json turned(Json json, boolean record) {
    if (json instanceof Json.Arr array) {
      return new Json.Arr("$", array.items().stream().map(item -> turned(item, record)).toList());
    }
    if (!(json instanceof Json.Obj object)) {
      return json;
    }
    List<Map.Entry<String, Json>> entries = new ArrayList<>(object.fields().entrySet());
    Collections.reverse(entries);
    Map<String, Json> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Json> entry : entries) {
      fields.put(entry.getKey(), turned(entry.getValue(), record));
    }
    if (record) {
      fields.put(UNREAD, new Json.Arr("$", List.of(Json.object(Map.of("x", Json.text("y"))))));
    }
    return Json.object(fields);
  }

  /** White space between all words, none within a text. */
  private static byte[] spaced(Json json) {
    StringBuilder spaced = new StringBuilder();
    boolean text = false;
    String compact = json.compact();
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      if (text && c == '\\') {
        spaced.append(c).append(compact.charAt(++i));
        continue;
      }
      text ^= c == '"';
      boolean symbol = !text && "{}[],:".indexOf(c) >= 0;
      spaced.append(symbol ? "\n \t" : "").append(c).append(symbol ? "\r\n " : "");
    }
    return spaced.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Json json) {
    return json.compact().getBytes(StandardCharsets.UTF_8);
  }
}
