package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.text.PublicSuffixes;
import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A table of the definition: from a text to a text or a number. Keys compare exactly. Immutable and
 * thread-safe.
 */
public final class Table {
  /**
   * @param rank of two parents of a domain, the one with the smaller rank wins, then the nearer one
   */
  public record Entry(Json value, int rank) {}

  private final boolean texts;
  private final Map<String, Entry> entries;
  private final @Nullable Json otherwise;

  /**
   * @param texts whether its values are texts; else they are numbers
   * @param otherwise what another key gives; null when that is missing
   */
  public Table(boolean texts, Map<String, Entry> entries, @Nullable Json otherwise) {
    this.texts = texts;
    this.entries = entries;
    this.otherwise = otherwise;
  }

  /** Whether its values are texts; else they are numbers. */
  boolean hasTexts() {
    return texts;
  }

  /** The texts it may give, sorted; none when it gives numbers. */
  public Set<String> texts() {
    Set<String> found = new TreeSet<>();
    entries.values().forEach(entry -> add(found, entry.value));
    if (otherwise != null) {
      add(found, otherwise);
    }
    return found;
  }

  private static void add(Set<String> found, Json value) {
    if (value instanceof Json.Text text) {
      found.add(text.value());
    }
  }

  /** Null when neither the key nor what stands otherwise is there. */
  private @Nullable Json find(@Nullable String key) {
    Entry entry = key == null ? null : entries.get(key);
    return entry != null ? entry.value : key == null ? null : otherwise;
  }

  /** Of a domain or the parents of it: the first list's, else the nearest one's. */
  private @Nullable Json findDomain(@Nullable String written) {
    if (written == null) {
      return null;
    }
    String domain = PublicSuffixes.normal(written);
    if (domain.length() > PublicSuffixes.LONGEST) {
      return otherwise; // no domain; trying all its parents would take the square of its length
    }
    Entry best = null;
    int at = 0;
    while (at >= 0) {
      Entry entry = entries.get(domain.substring(at));
      if (entry != null && (best == null || entry.rank < best.rank)) {
        best = entry;
      }
      int dot = domain.indexOf('.', at);
      at = dot < 0 ? -1 : dot + 1;
    }
    return best == null ? otherwise : best.value;
  }

  @Nullable String text(@Nullable String key, boolean domain) {
    return (domain ? findDomain(key) : find(key)) instanceof Json.Text text ? text.value() : null;
  }

  double number(@Nullable String key, boolean domain) {
    return (domain ? findDomain(key) : find(key)) instanceof Json.Num number
        ? number.value() + 0.0
        : Double.NaN;
  }
}
