package io.tandem.sharedfeatures.oracle;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source as a definition that is known to be right has it.
 *
 * @param steps of its path; {@link #EACH} stands for the elements of an array
 */
record OracleSource(
    String name,
    List<String> steps,
    String type,
    boolean required,
    @Nullable Json defaultValue,
    boolean toleratesType,
    boolean toleratesRange,
    double min,
    double max,
    boolean fromText) {

  static final String EACH = "[*]";

  static List<OracleSource> all(Json.Obj definition) {
    List<OracleSource> sources = new ArrayList<>();
    ValueOracle.fields(definition, "sources")
        .forEach((name, written) -> sources.add(of(name, ((Json.Obj) written).fields())));
    return sources;
  }

  private static OracleSource of(String name, Map<String, Json> fields) {
    double min = -Double.MAX_VALUE;
    double max = Double.MAX_VALUE;
    if (fields.get("range") instanceof Json.Arr range) {
      min = ((Json.Num) range.items().get(0)).value();
      max = ((Json.Num) range.items().get(1)).value();
    }
    return new OracleSource(
        name,
        List.of(text(fields, "path").replace(EACH, "." + EACH).substring(2).split("\\.", -1)),
        text(fields, "type"),
        fields.get("required") instanceof Json.Bool required && required.value(),
        fields.get("default"),
        text(fields, "wrong_type").equals("missing"),
        text(fields, "out_of_range").equals("missing"),
        min,
        max,
        text(fields, "from").equals("text"));
  }

  private static String text(Map<String, Json> fields, String name) {
    return fields.get(name) instanceof Json.Text text ? text.value() : "";
  }
}
