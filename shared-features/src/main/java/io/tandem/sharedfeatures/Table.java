package io.tandem.sharedfeatures;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A table of the definition: from a text to a text or a number. Keys compare exactly. Immutable and
 * thread-safe.
 */
final class Table {
  /**
   * @param rank of two parents of a domain, the one with the smaller rank wins, then the nearer one
   */
  private record Entry(Json value, int rank) {}

  private final boolean texts;
  private final Map<String, Entry> entries;
  private final @Nullable Json otherwise;

  private Table(boolean texts, Map<String, Entry> entries, @Nullable Json otherwise) {
    this.texts = texts;
    this.entries = entries;
    this.otherwise = otherwise;
  }

  /** Whether its values are texts; else they are numbers. */
  boolean hasTexts() {
    return texts;
  }

  /**
   * The tables of a definition, by name; those with problems are left out. A table is
   *
   * <pre>
   * {"values": {"DE": "Europe/Berlin", ...}, "otherwise": "UTC"}     or
   * {"lists": [{"name": "free", "members": ["gmail.com", ...]}, ...], "otherwise": "other"}
   * </pre>
   *
   * where a list gives its name for each of its members, the first list that has one.
   */
  static Map<String, Table> readAll(Fields tables, Problems problems) {
    Map<String, Table> read = new LinkedHashMap<>();
    for (String name : tables.names()) {
      int before = problems.size();
      Table table = read(tables.object(name), problems);
      if (!SourceDefinitions.isName(name)) {
        problems.add(tables.place() + "." + name + ": a table is named as a source is");
      }
      if (problems.size() == before) {
        read.put(name, table);
      }
    }
    return read;
  }

  private static Table read(Fields table, Problems problems) {
    Map<String, Entry> entries = new HashMap<>();
    if (table.optional("lists").isPresent()) {
      int rank = 0;
      for (Fields list : table.objects("lists", Limits.COLUMNS_OF_ONE)) {
        Entry entry = new Entry(Json.text(list.text("name").orElse("")), rank++);
        list.texts("members", Limits.TABLE).forEach(member -> entries.putIfAbsent(member, entry));
        list.finish();
      }
    } else {
      table.object("values").values().forEach((k, v) -> entries.put(k, new Entry(v, 0)));
    }
    @Nullable Json otherwise = table.optional("otherwise").orElse(null);
    table.finish();
    boolean texts =
        entries.values().stream().anyMatch(entry -> entry.value instanceof Json.Text)
            || otherwise instanceof Json.Text;
    boolean sameType =
        entries.values().stream().allMatch(entry -> isValue(entry.value, texts))
            && (otherwise == null || isValue(otherwise, texts));
    if (entries.isEmpty() || entries.size() > Limits.TABLE || !sameType) {
      problems.add(
          table.place()
              + ": expected 1 to "
              + Limits.TABLE
              + " keys, their values all numbers or all texts that are not blank");
    }
    return new Table(texts, entries, otherwise);
  }

  private static boolean isValue(Json value, boolean text) {
    return text
        ? value instanceof Json.Text t && !Texts.isBlank(t.value()) && Texts.isWellFormed(t.value())
        : value instanceof Json.Num number && Double.isFinite(number.value());
  }

  /** The texts it may give, sorted; none when it gives numbers. */
  Set<String> texts() {
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
