package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a definition wholly and collects every problem, so that one run shows them all. */
final class DefinitionReader {
  private static final Pattern FEATURE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
  private static final String SUBJECT = "definition";

  private final List<String> problems = new ArrayList<>();
  private final Set<String> declaredSources = new HashSet<>();
  private int memories;

  private DefinitionReader() {}

  static FeatureDefinition read(byte[] json) {
    Json tree = Json.read(SUBJECT, json);
    checkDialect(tree);
    DefinitionReader reader = new DefinitionReader();
    FeatureDefinition definition = reader.definition(json, tree);
    if (definition == null || !reader.problems.isEmpty()) {
      throw new DefinitionException(SUBJECT, reader.problems);
    }
    return definition;
  }

  /** Before all else: in another dialect everything may mean something else. */
  private static void checkDialect(Json tree) {
    if (tree instanceof Json.Obj object
        && object.fields().get("dialect") instanceof Json.Num dialect
        && dialect.value() != FeatureDefinition.DIALECT) {
      throw new DefinitionException(
          SUBJECT,
          List.of(
              "$.dialect: is "
                  + Json.number(dialect.value())
                  + ", but this version reads dialect "
                  + FeatureDefinition.DIALECT
                  + " only"));
    }
  }

  private @Nullable FeatureDefinition definition(byte[] json, Json tree) {
    if (!(tree instanceof Json.Obj)) {
      problems.add("$: expected an object");
      return null;
    }
    Fields fields = Fields.of(tree, problems);
    String name = fields.text("name").orElse("");
    fields.integer("version", 1, Integer.MAX_VALUE, 1);
    fields.integer("dialect", FeatureDefinition.DIALECT, FeatureDefinition.DIALECT, 1);
    Fields record = fields.object("record");
    SourcePath order = plainPath(record, "order").orElse(new SourcePath(List.of()));
    SourcePath label = plainPath(record, "label").orElse(new SourcePath(List.of("label")));
    if (label.steps().isEmpty()) {
      problems.add("$.record.label: expected the path of a field");
      label = new SourcePath(List.of("label"));
    }
    record.finish();
    Fields sourceFields = fields.object("sources");
    declaredSources.addAll(sourceFields.names());
    List<Source> sources = new SourceDefinitions(problems).read(sourceFields);
    List<FeatureDefinition.Feature> features = features(fields, sources);
    fields.finish();
    sources.add(Source.label(label));
    new PathChecks(problems, order).check(sources);
    if (problems.isEmpty()) {
      checkColumns(features);
    }
    return problems.isEmpty()
        ? new FeatureDefinition(json, tree.canonical(), name, order, sources, features, memories)
        : null;
  }

  private Optional<SourcePath> plainPath(Fields record, String name) {
    Optional<SourcePath> path = record.path(name);
    if (path.isPresent() && path.get().isEach()) {
      problems.add(record.place() + "." + name + ": expected a path without [*]");
      return Optional.empty();
    }
    return path;
  }

  private List<FeatureDefinition.Feature> features(Fields fields, List<Source> sources) {
    List<FeatureDefinition.Feature> features = new ArrayList<>();
    Map<String, Expression> expressions = FeatureDefinition.expressions(sources);
    Set<String> names = new HashSet<>();
    for (Fields feature : fields.objects("features", Limits.FEATURES)) {
      Optional<String> name = featureName(feature, names);
      Optional<String> value = feature.text("value");
      Encoding encoding = EncodingForm.read(feature, problems);
      feature.finish();
      if (value.isPresent()) {
        Optional<Expression> expression =
            expression(feature.place() + ".value", value.get(), expressions, encoding);
        if (name.isPresent() && expression.isPresent() && encoding != null) {
          features.add(
              new FeatureDefinition.Feature(name.get(), value.get(), expression.get(), encoding));
          if (encoding.input() == Type.TEXT && encoding.statistics(name.get()).isPresent()) {
            checkPersonal(feature.place(), value.get(), sources);
          }
        }
      }
    }
    return features;
  }

  /** A vocabulary goes into the artifact, and as names of columns into logs. */
  private void checkPersonal(String place, String text, List<Source> sources) {
    Set<String> names = Tokens.names(text);
    for (Source source : sources) {
      if (source.personal() && names.contains(source.name())) {
        problems.add(
            place
                + ".encode: would learn the values of the personal source "
                + source.name()
                + "; list the values, or encode with hash");
      }
    }
  }

  private Optional<String> featureName(Fields feature, Set<String> taken) {
    Optional<String> name = feature.text("name");
    if (name.isPresent() && !FEATURE_NAME.matcher(name.get()).matches()) {
      problems.add(
          feature.place() + ".name: expected letters, digits and _ . -, not starting with a digit");
    } else if (name.isPresent() && !taken.add(name.get())) {
      problems.add(feature.place() + ".name: a feature named " + name.get() + " stands before");
    }
    return name;
  }

  /**
   * @param encoding null when it has a problem of its own
   */
  private Optional<Expression> expression(
      String place, String text, Map<String, Expression> sources, @Nullable Encoding encoding) {
    Expression expression;
    try {
      expression = ExpressionParser.parse(text, sources, () -> memories++);
    } catch (ExpressionFault e) {
      // A source that is declared and still unknown has a problem of its own, which is reported.
      if (e.unknownSource().filter(declaredSources::contains).isEmpty()) {
        problems.add(place + ": " + e.getMessage());
      }
      return Optional.empty();
    }
    if (expression.array() != Expression.SCALAR) {
      problems.add(place + ": has a value per element; fold it, for instance with sum or argmax");
    } else if (encoding != null && !expression.type().fits(encoding.input())) {
      problems.add(
          place
              + ": is a "
              + expression.type().label()
              + ", but its encoding takes a "
              + encoding.input().label()
              + (expression.type() == Type.TEXT ? "; encode a text with one-hot or hash" : ""));
    }
    return Optional.of(expression);
  }

  /** As far as the columns are known before fitting. */
  private void checkColumns(List<FeatureDefinition.Feature> features) {
    Set<String> columns = new HashSet<>();
    for (FeatureDefinition.Feature feature : features) {
      Encoding encoding = feature.encoding();
      Json nothing =
          encoding.statistics(feature.name()).map(Encoding.Statistics::finish).orElse(null);
      for (String column : encoding.encoder(feature.name(), feature.value(), nothing).columns()) {
        if (!columns.add(column)) {
          problems.add("$.features: two features make a column named " + column);
        }
      }
      if (columns.size() > Limits.COLUMNS) {
        problems.add("$.features: make more than " + Limits.COLUMNS + " columns");
        return;
      }
    }
  }
}
