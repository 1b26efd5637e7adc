package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.expression.Table;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tables of a definition. */
final class TableReader {
  private TableReader() {}

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
  static Map<String, Table> readAll(JsonObject tables, Problems problems) {
    Map<String, Table> read = new LinkedHashMap<>();
    for (String name : tables.names()) {
      int before = problems.size();
      Table table = read(tables.required(name).objectOrEmpty(), problems);
      if (!SourceDefinitions.isName(name)) {
        problems.add(tables.place() + "." + name + ": a table is named as a source is");
      }
      if (problems.size() == before) {
        read.put(name, table);
      }
    }
    return read;
  }

  private static Table read(JsonObject table, Problems problems) {
    Map<String, Table.Entry> entries = new HashMap<>();
    if (table.optional("lists").isPresent()) {
      int rank = 0;
      for (JsonObject list : table.required("lists").objects(1, Limits.COLUMNS_OF_ONE)) {
        Table.Entry entry =
            new Table.Entry(Json.text(list.required("name").text().orElse("")), rank++);
        DefinitionValues.categories(list.optional("members"), Limits.TABLE)
            .forEach(member -> entries.putIfAbsent(member, entry));
        list.refuseOtherFields();
      }
    } else {
      table
          .required("values")
          .objectOrEmpty()
          .values()
          .forEach((k, v) -> entries.put(k, new Table.Entry(v, 0)));
    }
    @Nullable Json otherwise = table.optional("otherwise").json().orElse(null);
    table.refuseOtherFields();
    boolean texts =
        entries.values().stream().anyMatch(entry -> entry.value() instanceof Json.Text)
            || otherwise instanceof Json.Text;
    boolean sameType =
        entries.values().stream().allMatch(entry -> isValue(entry.value(), texts))
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
        ? value instanceof Json.Text t && DefinitionValues.isCategory(t)
        : value instanceof Json.Num number && Double.isFinite(number.value());
  }
}
