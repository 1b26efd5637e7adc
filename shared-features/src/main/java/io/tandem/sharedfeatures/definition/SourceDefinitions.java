package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the sources of a definition and collects every problem. */
final class SourceDefinitions {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Set<String> RESERVED = Set.of("label", "and", "or", "not", "in");
  private static final Map<String, Source.Policy> POLICIES =
      Map.of("reject", Source.Policy.REJECT, "missing", Source.Policy.MISSING);
  private static final Map<String, Source.Kind> KINDS =
      Map.of(
          "number", Source.Kind.NUMBER,
          "integer", Source.Kind.INTEGER,
          "flag", Source.Kind.FLAG,
          "text", Source.Kind.TEXT,
          "instant", Source.Kind.INSTANT,
          "date", Source.Kind.DATE,
          "zone", Source.Kind.ZONE);

  /** What other systems call the kinds. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("float", "number"),
          Map.entry("double", "number"),
          Map.entry("decimal", "number"),
          Map.entry("numeric", "number"),
          Map.entry("int", "integer"),
          Map.entry("long", "integer"),
          Map.entry("string", "text"),
          Map.entry("category", "text"),
          Map.entry("bool", "flag"),
          Map.entry("boolean", "flag"),
          Map.entry("datetime", "instant"),
          Map.entry("timestamp", "instant"),
          Map.entry("timezone", "zone"));

  /** From what a number or flag is read beside bare ones. */
  private static final Map<String, Boolean> FORMS = Map.of("text", true);

  private static final Map<String, String> FORM_SYNONYMS = Map.of("string", "text");

  private final Problems problems;

  SourceDefinitions(Problems problems) {
    this.problems = problems;
  }

  /** In the order they are written. */
  List<Source> read(JsonObject fields) {
    List<Source> sources = new ArrayList<>();
    if (fields.names().size() > Limits.SOURCES) {
      problems.add(fields.place() + ": has more than " + Limits.SOURCES + " sources");
      return sources;
    }
    for (String name : fields.names()) {
      JsonObject source = fields.required(name).objectOrEmpty();
      if (!isName(name)) {
        problems.add(
            source.place()
                + ": a source is named with lower-case letters, digits and _, and not label, and,"
                + " or, not, in");
      }
      source(name, source).ifPresent(sources::add);
    }
    return withPersonalPaths(sources);
  }

  /** A field is personal, whatever a source that reads it is called. */
  private static List<Source> withPersonalPaths(List<Source> sources) {
    Set<SourcePath> paths = new HashSet<>();
    for (Source source : sources) {
      if (source.personal()) {
        paths.add(source.path());
      }
    }
    List<Source> governed = new ArrayList<>();
    for (Source source : sources) {
      governed.add(paths.contains(source.path()) ? source.ofPersonalField() : source);
    }
    return governed;
  }

  /** Of a source, a named value or a table. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches() && !RESERVED.contains(name);
  }

  private Optional<Source> source(String name, JsonObject fields) {
    int before = problems.size();
    Optional<SourcePath> path = DefinitionValues.path(fields.required("path"));
    Optional<Source.Kind> kind = fields.required("type").choice(KINDS, SYNONYMS);
    boolean required = fields.optional("required").flag().orElse(false);
    Optional<Json> defaultValue = fields.optional("default").json();
    Source.Policy wrongType =
        fields.optional("wrong_type").choice(POLICIES).orElse(Source.Policy.REJECT);
    Source.Policy outOfRange =
        fields.optional("out_of_range").choice(POLICIES).orElse(Source.Policy.REJECT);
    double[] range = DefinitionValues.range(fields.optional("range"));
    boolean fromText = isFromText(fields, "from");
    boolean personal = fields.optional("personal").flag().orElse(false);
    fields.refuseOtherFields();
    if (path.isEmpty() || kind.isEmpty()) {
      return Optional.empty();
    }
    if (problems.size() == before) {
      checkFields(fields, path.get(), kind.get());
    }
    Source source =
        new Source(
            name,
            path.get(),
            kind.get(),
            required,
            defaultValue.map(value -> defaultText(kind.get(), value)).orElse(null),
            wrongType,
            outOfRange,
            range[0],
            range[1],
            fromText,
            personal);
    defaultValue.ifPresent(value -> checkDefault(source, value));
    return Optional.of(source);
  }

  /** Whether the field of this name says that texts hold the values. */
  static boolean isFromText(JsonObject fields, String name) {
    return fields.optional(name).choice(FORMS, FORM_SYNONYMS).isPresent();
  }

  private void checkFields(JsonObject fields, SourcePath path, Source.Kind kind) {
    if (path.steps().isEmpty() || path.steps().get(0).equals(SourcePath.EACH)) {
      problems.add(fields.place() + ".path: expected the path of a field, the order is an object");
    }
    if (fields.optional("required").flag().orElse(false)
        && fields.optional("default").isPresent()) {
      problems.add(fields.place() + ": required and default exclude each other");
    }
    if (path.isEach() && List.of(Type.TIME, Type.ZONE).contains(kind.type)) {
      problems.add(fields.place() + ": elements of an array are number, integer, flag or text");
    }
    if (fields.optional("from").isPresent() && !kind.isHeld()) {
      problems.add(fields.place() + ": only a number, integer or flag is read from text");
    }
    boolean ranged =
        fields.optional("range").isPresent() || fields.optional("out_of_range").isPresent();
    if (ranged && !kind.isNumber()) {
      problems.add(fields.place() + ": only a number or integer has a range");
    }
  }

  /** Null when the value is none of the kind's. */
  private static @Nullable String defaultText(Source.Kind kind, Json value) {
    return switch (kind) {
      case NUMBER, INTEGER, LABEL ->
          value instanceof Json.Num number ? Json.number(number.value()) : null;
      case FLAG -> value instanceof Json.Bool flag ? (flag.value() ? "1" : "0") : null;
      case TEXT, INSTANT, DATE, ZONE ->
          value instanceof Json.Text text && kind.reads(text.value()) ? text.value() : null;
    };
  }

  private void checkDefault(Source source, Json value) {
    if (source.defaultValue() == null) {
      problems.add(value.place() + ": expected " + source.kind().expected);
    } else if (value instanceof Json.Num number) {
      if (!source.inRange(number.value())) {
        problems.add(value.place() + ": is outside " + source.range());
      } else if (source.kind() == Source.Kind.INTEGER
          && number.value() != Math.rint(number.value())) {
        problems.add(value.place() + ": expected a whole number");
      }
    }
  }
}
