package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.expression.Dialect;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a definition wholly and collects every problem, so that one run shows them all. */
final class DefinitionReader {
  private static final Pattern FEATURE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern CUSTOM_ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final String SUBJECT = "definition";

  private final Problems problems = new Problems();
  private final List<CustomEncoding> customEncodings;
  private final Dialect dialect;
  private final NamedValues names;
  private final ReasonReader reasons = new ReasonReader();
  private Set<String> personal = Set.of();

  private DefinitionReader(List<CustomEncoding> customEncodings, Dialect dialect) {
    this.customEncodings = customEncodings;
    this.dialect = dialect;
    this.names = new NamedValues(problems, dialect);
    Set<String> ids = new HashSet<>();
    for (CustomEncoding custom : customEncodings) {
      String id = custom.id() + "@" + custom.version();
      if (!CUSTOM_ID.matcher(custom.id()).matches()
          || custom.version() < 1
          || custom.inputs().isEmpty()
          || !ids.add(id)) {
        throw new IllegalArgumentException(
            "encoding "
                + id
                + ": expected an id of lower-case letters, digits and hyphens, a version from 1 on,"
                + " an input, and no other encoding with both");
      }
    }
  }

  static FeatureDefinition read(byte[] json, List<CustomEncoding> customEncodings) {
    Json tree = LimitedJson.read(SUBJECT, json);
    DefinitionReader reader = new DefinitionReader(customEncodings, dialect(tree));
    FeatureDefinition definition = reader.definition(json, tree);
    if (definition == null || !reader.problems.isEmpty()) {
      throw new DefinitionException(SUBJECT, reader.problems.all());
    }
    return definition;
  }

  /**
   * Before all else: in another dialect everything may mean something else. Without the field it is
   * the first.
   */
  private static Dialect dialect(Json tree) {
    if (!(tree instanceof Json.Obj object)
        || !(object.fields().get("dialect") instanceof Json.Num number)) {
      return Dialect.FIRST;
    }
    return Dialect.of(number.value())
        .orElseThrow(
            () ->
                new DefinitionException(
                    SUBJECT,
                    List.of(
                        "$.dialect: is "
                            + Json.number(number.value())
                            + ", but this version reads dialects 1 to "
                            + FeatureDefinition.DIALECT
                            + " only")));
  }

  private @Nullable FeatureDefinition definition(byte[] json, Json tree) {
    if (!(tree instanceof Json.Obj definition)) {
      problems.add("$: expected an object");
      return null;
    }
    JsonObject fields = JsonObject.of(tree, problems);
    String name = fields.required("name").text().orElse("");
    fields.optional("version").integer(1, Integer.MAX_VALUE);
    fields.optional("dialect").integer(1, FeatureDefinition.DIALECT);
    JsonObject record = fields.required("record").objectOrEmpty();
    SourcePath order = plainPath(record, "order").orElse(new SourcePath(List.of()));
    SourcePath label = plainPath(record, "label").orElse(new SourcePath(List.of("label")));
    if (label.steps().isEmpty()) {
      problems.add("$.record.label: expected the path of a field");
      label = new SourcePath(List.of("label"));
    }
    boolean labelFromText = SourceDefinitions.isFromText(record, "label_from");
    record.refuseOtherFields();
    names.read(fields);
    List<Source> sources = new ArrayList<>(names.sources());
    personal = Source.personalNames(sources);
    List<FeatureDefinition.Feature> features = features(fields);
    fields.refuseOtherFields();
    sources.add(Source.label(label, labelFromText));
    new PathChecks(problems, "$", order).check(sources);
    if (problems.isEmpty()) {
      checkColumns(features);
    }
    return problems.isEmpty()
        ? new FeatureDefinition(
            json,
            withoutReasons(definition).canonical(),
            name,
            dialect,
            customEncodings,
            order,
            sources,
            features,
            names.memories())
        : null;
  }

  /** What decides vectors. */
  private static Json withoutReasons(Json.Obj definition) {
    Map<String, Json> fields = new LinkedHashMap<>(definition.fields());
    fields.computeIfPresent(
        "features",
        (key, features) ->
            new Json.Arr(
                features.at(),
                ((Json.Arr) features)
                    .items().stream()
                        .map(feature -> without("reason", (Json.Obj) feature))
                        .toList()));
    return Json.object(fields);
  }

  private static Json without(String name, Json.Obj object) {
    Map<String, Json> fields = new LinkedHashMap<>(object.fields());
    fields.remove(name);
    return Json.object(fields);
  }

  private Optional<SourcePath> plainPath(JsonObject record, String name) {
    Optional<SourcePath> path = DefinitionValues.path(record.required(name));
    if (path.isPresent() && path.get().isEach()) {
      problems.add(record.place() + "." + name + ": expected a path without [*]");
      return Optional.empty();
    }
    return path;
  }

  private List<FeatureDefinition.Feature> features(JsonObject fields) {
    List<FeatureDefinition.Feature> features = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (JsonObject feature : fields.required("features").objects(1, Limits.FEATURES)) {
      Optional<String> name = featureName(feature, taken);
      List<ExpressionNode> values = new ArrayList<>();
      boolean right = true;
      for (Map.Entry<String, String> value :
          DefinitionValues.textOrTexts(feature.required("value")).entrySet()) {
        Optional<ExpressionNode> step = names.expression(value.getKey(), value.getValue());
        step.ifPresent(values::add);
        right &= step.isPresent();
      }
      Encoding encoding = EncodingForm.read(feature, customEncodings, problems);
      Optional<Reason> reason = reasons.read(feature);
      feature.refuseOtherFields();
      if (right && !values.isEmpty() && encoding != null) {
        checkInputs(feature.place() + ".value", values, encoding);
        name.ifPresent(
            found -> {
              features.add(
                  new FeatureDefinition.Feature(
                      found,
                      values,
                      encoding,
                      feature.optional("encode").json().map(Json::compact).orElse(""),
                      reason));
              checkPersonal(feature.place(), features.get(features.size() - 1));
            });
      }
    }
    return features;
  }

  /**
   * The learned state goes into the artifact, and a vocabulary goes into logs, as names of columns.
   */
  private void checkPersonal(String place, FeatureDefinition.Feature feature) {
    Encoding encoding = feature.encoding();
    if (encoding.statistics(feature.name()).isEmpty()) {
      return;
    }
    for (int i = 0; i < Math.min(feature.values().size(), encoding.inputs().size()); i++) {
      Set<String> sources = new TreeSet<>(ExpressionNode.sources(List.of(feature.values().get(i))));
      sources.retainAll(personal);
      if (!sources.isEmpty() && encoding.keeps(i)) {
        problems.add(
            place
                + ".encode: would learn single values computed from the personal "
                + (sources.size() == 1 ? "source " : "sources ")
                + String.join(", ", sources)
                + (encoding.inputs().get(i).type() == Type.TEXT
                    ? "; list the values, or encode with hash"
                    : "; use standardize, impute with the mean, or bucketize with edges of your"
                        + " own"));
      }
    }
  }

  private Optional<String> featureName(JsonObject feature, Set<String> taken) {
    Optional<String> name = feature.required("name").text();
    if (name.isPresent() && !FEATURE_NAME.matcher(name.get()).matches()) {
      problems.add(
          feature.place() + ".name: expected letters, digits and _ . -, not starting with a digit");
    } else if (name.isPresent() && !taken.add(name.get())) {
      problems.add(feature.place() + ".name: a feature named " + name.get() + " stands before");
    }
    return name;
  }

  private void checkInputs(String place, List<ExpressionNode> values, Encoding encoding) {
    List<Encoding.Input> inputs = encoding.inputs();
    long required = inputs.stream().filter(input -> !input.optional()).count();
    if (values.size() < required || values.size() > inputs.size()) {
      problems.add(
          place
              + ": expected "
              + inputs.stream().map(Encoding.Input::label).collect(Collectors.joining("; "))
              + "; found "
              + values.size()
              + (values.size() == 1 ? " value" : " values"));
      return;
    }
    int array = Row.SCALAR;
    for (int i = 0; i < values.size(); i++) {
      Expression value = values.get(i).value();
      Encoding.Input input = inputs.get(i);
      boolean each = value.array() != Row.SCALAR;
      if (each && !input.perElement()) {
        problems.add(place + ": has a value per element; fold it, for instance with sum or argmax");
      } else if (!each && input.perElement() && !input.optional()) {
        problems.add(place + ": has one value per order, but its encoding takes one per element");
      } else if (!value.type().fits(input.type())) {
        problems.add(
            place
                + ": is a "
                + value.type().label()
                + ", but its encoding takes a "
                + input.type().label()
                + (value.type() == Type.TEXT ? "; encode a text with one-hot or hash" : ""));
      } else if (each && array != Row.SCALAR && value.array() != array) {
        problems.add(place + ": two different arrays meet");
      }
      array = each ? value.array() : array;
    }
  }

  /** As far as the columns are known before fitting. */
  private void checkColumns(List<FeatureDefinition.Feature> features) {
    Set<String> columns = new HashSet<>();
    for (FeatureDefinition.Feature feature : features) {
      Encoding encoding = feature.encoding();
      Json nothing =
          encoding.statistics(feature.name()).map(Encoding.Statistics::finish).orElse(null);
      for (String column :
          encoding.encoder(feature.name(), feature.expressions(), nothing).columns()) {
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
