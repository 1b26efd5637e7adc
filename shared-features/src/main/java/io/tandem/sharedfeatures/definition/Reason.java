package io.tandem.sharedfeatures.definition;

import io.tandem.strictjson.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a person is told whose order was refused, when the feature is why. It decides no vector, so
 * it is in no fingerprint. Immutable.
 *
 * @param code a short key, which no other reason has
 * @param texts by language, a tag as {@code en} or {@code pt-BR}; at least one
 * @param group of several reasons with one group only the strongest is said; empty for none
 * @param direction the same of all reasons of a definition
 */
public record Reason(
    String code, SortedMap<String, String> texts, Optional<String> group, Direction direction) {
  /** Which contributions raise the risk. */
  public enum Direction {
    /** Those that raise the margin. */
    UP,
    /** Those that lower it, as of a model whose margin grows with the chance of payment. */
    DOWN
  }

  public Reason {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }

  /** The same for definitions that differ in white space or the order of keys only. */
  public Json json() {
    Map<String, Json> text = new LinkedHashMap<>();
    texts.forEach((language, words) -> text.put(language, Json.text(words)));
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("code", Json.text(code));
    fields.put("text", Json.object(text));
    group.ifPresent(name -> fields.put("group", Json.text(name)));
    if (direction == Direction.DOWN) {
      fields.put("direction", Json.text("down"));
    }
    return Json.object(fields);
  }
}
