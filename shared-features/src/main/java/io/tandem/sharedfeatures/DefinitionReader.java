package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a definition wholly and collects every problem, so that one run shows them all. */
final class DefinitionReader {
  private static final Pattern SOURCE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern FEATURE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "in");
  private static final int MAX_COUNT = 10_000;

  private final List<String> problems = new ArrayList<>();

  private DefinitionReader() {}

  static FeatureDefinition read(byte[] json) {
    Json tree = Json.read("definition", json);
    DefinitionReader reader = new DefinitionReader();
    FeatureDefinition definition = reader.definition(json, tree);
    if (definition == null || !reader.problems.isEmpty()) {
      throw new DefinitionException("definition", reader.problems);
    }
    return definition;
  }

  private @Nullable FeatureDefinition definition(byte[] json, Json tree) {
    Fields fields = Fields.of(tree, problems);
    String name = fields.text("name").orElse("");
    fields.integer("version", 1, Integer.MAX_VALUE, 1);
    fields.integer("dialect", FeatureDefinition.DIALECT, FeatureDefinition.DIALECT, 1);
    Fields record = fields.object("record");
    SourcePath order = record.path("order").orElse(new SourcePath(List.of()));
    SourcePath label = record.path("label").orElse(new SourcePath(List.of("label")));
    record.finish();
    List<Source> sources = sources(fields.object("sources"));
    List<FeatureDefinition.Feature> features = features(fields, sources);
    fields.finish();
    sources.add(
        new Source(
            "label",
            label,
            Source.Kind.LABEL,
            true,
            null,
            Source.Policy.REJECT,
            Source.Policy.REJECT,
            -Double.MAX_VALUE,
            Double.MAX_VALUE,
            false));
    checkPaths(sources, order);
    return problems.isEmpty()
        ? new FeatureDefinition(json, tree.canonical(), name, order, sources, features)
        : null;
  }

  private List<Source> sources(Fields fields) {
    List<Source> sources = new ArrayList<>();
    for (String name : fields.names()) {
      Fields source = fields.object(name);
      if (!SOURCE_NAME.matcher(name).matches() || KEYWORDS.contains(name) || name.equals("label")) {
        problems.add(
            source.place()
                + ": a source is named with lower-case letters, digits and _, and not label, and,"
                + " or, not, in");
      }
      source(name, source).ifPresent(sources::add);
    }
    return sources;
  }

  private Optional<Source> source(String name, Fields fields) {
    int before = problems.size();
    Optional<SourcePath> path = fields.path("path");
    Optional<Source.Kind> kind =
        fields.choice(
            "type",
            Map.of(
                "number", Source.Kind.NUMBER,
                "integer", Source.Kind.INTEGER,
                "flag", Source.Kind.FLAG,
                "text", Source.Kind.TEXT,
                "instant", Source.Kind.INSTANT,
                "date", Source.Kind.DATE,
                "zone", Source.Kind.ZONE));
    boolean required = fields.flag("required", false);
    Optional<Json> defaultValue = fields.optional("default");
    Map<String, Source.Policy> policies =
        Map.of("reject", Source.Policy.REJECT, "missing", Source.Policy.MISSING);
    Source.Policy wrongType = fields.choice("wrong_type", policies, Source.Policy.REJECT);
    Source.Policy outOfRange = fields.choice("out_of_range", policies, Source.Policy.REJECT);
    double[] range = fields.range("range");
    boolean personal = fields.flag("personal", false);
    fields.finish();
    if (problems.size() > before || path.isEmpty() || kind.isEmpty()) {
      return Optional.empty();
    }
    if (required && defaultValue.isPresent()) {
      problems.add(fields.place() + ": required and default exclude each other");
    }
    if (path.get().isEach() && List.of(Type.TIME, Type.ZONE).contains(kind.get().type)) {
      problems.add(fields.place() + ": elements of an array are number, integer, flag or text");
    }
    return Optional.of(
        new Source(
            name,
            path.get(),
            kind.get(),
            required,
            defaultText(kind.get(), defaultValue),
            wrongType,
            outOfRange,
            range[0],
            range[1],
            personal));
  }

  private @Nullable String defaultText(Source.Kind kind, Optional<Json> value) {
    if (value.isEmpty()) {
      return null;
    }
    Json json = value.get();
    String text = null;
    switch (kind) {
      case NUMBER, INTEGER, LABEL ->
          text = json instanceof Json.Num n ? Json.number(n.value()) : null;
      case FLAG -> text = json instanceof Json.Bool b ? (b.value() ? "1" : "0") : null;
      case TEXT -> text = json instanceof Json.Text t ? t.value() : null;
      case INSTANT, DATE, ZONE ->
          text = json instanceof Json.Text t && reads(kind, t.value()) ? t.value() : null;
    }
    if (text == null) {
      problems.add(json.place() + ": expected " + kind.expected);
    }
    return text;
  }

  private static boolean reads(Source.Kind kind, String text) {
    Row row = new Row(1, 0);
    return switch (kind) {
      case INSTANT -> Timestamps.readInstant(text, row, 0);
      case DATE -> Timestamps.readDate(text, row, 0);
      default -> FeatureSet.zoneNames().contains(text);
    };
  }

  private List<FeatureDefinition.Feature> features(Fields fields, List<Source> sources) {
    List<FeatureDefinition.Feature> features = new ArrayList<>();
    Map<String, Expression> expressions = FeatureDefinition.expressions(sources);
    Set<String> names = new HashSet<>();
    List<Fields> all = fields.objects("features");
    for (Fields feature : all) {
      String name = feature.text("name").orElse("");
      if (!name.isEmpty() && !FEATURE_NAME.matcher(name).matches()) {
        problems.add(
            feature.place()
                + ".name: expected letters, digits and _ . -, not starting with a digit");
      }
      if (!name.isEmpty() && !names.add(name)) {
        problems.add(feature.place() + ".name: a feature named " + name + " stands before");
      }
      Optional<String> value = feature.text("value");
      Encoding encoding = encoding(feature);
      feature.finish();
      if (value.isPresent() && encoding != null) {
        expression(feature.place() + ".value", value.get(), expressions, encoding)
            .ifPresent(
                expression ->
                    features.add(
                        new FeatureDefinition.Feature(name, value.get(), expression, encoding)));
      }
    }
    if (all.isEmpty()) {
      problems.add("$.features: expected at least one feature");
    }
    return features;
  }

  private Optional<Expression> expression(
      String place, String text, Map<String, Expression> sources, Encoding encoding) {
    try {
      Expression expression = ExpressionParser.parse(text, sources);
      if (expression.array() != Expression.SCALAR) {
        problems.add(place + ": has a value per element; fold it, for instance with sum or argmax");
      } else if (!expression.type().fits(encoding.input())) {
        problems.add(
            place
                + ": is a "
                + expression.type().label()
                + ", but its encoding takes a "
                + encoding.input().label()
                + (encoding instanceof NumberEncodings.AsIs
                    ? "; encode a text with one-hot or hash"
                    : ""));
      }
      return Optional.of(expression);
    } catch (ExpressionParser.Fault fault) {
      problems.add(place + ": " + fault.getMessage());
      return Optional.empty();
    }
  }

  private @Nullable Encoding encoding(Fields feature) {
    Optional<Json> encode = feature.optional("encode");
    if (encode.isEmpty()) {
      return new NumberEncodings.AsIs();
    }
    Fields fields = Fields.of(encode.get(), problems);
    List<String> names = fields.names();
    if (names.size() != 1) {
      problems.add(
          fields.place() + ": expected one of one-hot, hash, frequency, standardize, impute");
      return null;
    }
    Fields options = fields.object(names.get(0));
    Encoding encoding = encoding(names.get(0), fields.place(), options);
    options.finish();
    return encoding;
  }

  private @Nullable Encoding encoding(String name, String place, Fields options) {
    Map<String, CategoryEncodings.Fallback> fallbacks = new HashMap<>();
    fallbacks.put("column", CategoryEncodings.Fallback.COLUMN);
    fallbacks.put("zero", CategoryEncodings.Fallback.ZERO);
    fallbacks.put("nan", CategoryEncodings.Fallback.NAN);
    switch (name) {
      case "one-hot" -> {
        return new CategoryEncodings.OneHot(
            options.texts("values"),
            options.integer("top", 1, MAX_COUNT, MAX_COUNT),
            options.integer("min_count", 1, Integer.MAX_VALUE, 1),
            options.choice("unseen", fallbacks, CategoryEncodings.Fallback.COLUMN),
            options.choice("missing", fallbacks, CategoryEncodings.Fallback.COLUMN));
      }
      case "hash" -> {
        return new CategoryEncodings.Hash(
            options.integer("buckets", 1, MAX_COUNT, 0),
            options.integer("seed", 0, Integer.MAX_VALUE, 0));
      }
      case "frequency" -> {
        return new CategoryEncodings.Frequency(options.integer("top", 1, MAX_COUNT, MAX_COUNT));
      }
      case "standardize" -> {
        return new NumberEncodings.Standardize();
      }
      case "impute" -> {
        return new NumberEncodings.ImputeMean();
      }
      default -> {
        problems.add(
            place
                + ": unknown encoding "
                + name
                + Nearest.hint(
                    name, List.of("one-hot", "hash", "frequency", "standardize", "impute")));
        return null;
      }
    }
  }

  /** No source may lie inside the value of another one, and none may be the label. */
  private void checkPaths(List<Source> sources, SourcePath order) {
    for (Source inner : sources) {
      for (Source outer : sources) {
        List<String> innerSteps = steps(inner, order);
        List<String> outerSteps = steps(outer, order);
        boolean inside =
            innerSteps.size() > outerSteps.size()
                && innerSteps.subList(0, outerSteps.size()).equals(outerSteps);
        if (inside) {
          problems.add(
              "$.sources." + inner.name() + ".path: lies inside the value of " + outer.name());
        } else if (outer.kind() == Source.Kind.LABEL
            && inner.kind() != Source.Kind.LABEL
            && innerSteps.equals(outerSteps)) {
          problems.add("$.sources." + inner.name() + ".path: is the label");
        }
      }
    }
  }

  private static List<String> steps(Source source, SourcePath order) {
    return source.kind() == Source.Kind.LABEL
        ? source.path().steps()
        : source.path().below(order).steps();
  }
}
