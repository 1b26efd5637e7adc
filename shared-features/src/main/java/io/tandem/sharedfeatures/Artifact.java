package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.StateReader;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.profile.ProfileReader;
import io.tandem.sharedfeatures.profile.TrainingProfiles;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A feature set as files. */
final class Artifact {
  static final String DEFINITION = "features.json";
  private static final String STATE = StateReader.FILE;
  private static final String GOLDEN = GoldenOrder.FILE;
  private static final String SCHEMA = "schema.json";

  /** In the state: versions of time zone rules and the like, where they are used. */
  private static final String DATA = "data";

  /** In the schema: by column, the feature that makes it. */
  private static final String COLUMN_FEATURES = "features";

  /** In the schema: by feature, what is said when it is why an order was refused. */
  private static final String REASONS = "reasons";

  private static final long MAX_FILE_BYTES = 64L << 20;

  private static final List<String> NAMES = List.of(DEFINITION, STATE, GOLDEN, SCHEMA);

  private final Map<String, byte[]> files;

  /** For messages: where files are that are missed. */
  private final String where;

  private Artifact(Map<String, byte[]> files, String where) {
    this.files = files;
    this.where = where;
  }

  static FeatureSet read(Path directory, List<CustomEncoding> customEncodings) {
    Map<String, byte[]> files = new HashMap<>();
    for (String name : NAMES) {
      readFile(directory, name).ifPresent(bytes -> files.put(name, bytes));
    }
    return new Artifact(files, "in " + directory).read(customEncodings);
  }

  static FeatureSet read(Map<String, byte[]> files, List<CustomEncoding> customEncodings) {
    return new Artifact(files, "among the files").read(customEncodings);
  }

  private FeatureSet read(List<CustomEncoding> customEncodings) {
    FeatureDefinition definition = FeatureDefinition.read(file(DEFINITION), customEncodings);
    if (isBare() && learners(definition).isEmpty()) {
      return new FeatureSet(
          definition,
          Json.object(Map.of()),
          TrainingProfiles.NONE,
          List.of(),
          definition.dataVersions());
    }
    Json state = LimitedJson.read(STATE, file(STATE));
    if (!(state instanceof Json.Obj object)
        || !(object.fields().get("features") instanceof Json.Obj learned)
        || !(object.fields().get("golden_orders") instanceof Json.Num goldenOrders)
        || !(object.fields().get("dialect") instanceof Json.Num dialect)) {
      throw new DefinitionException(
          STATE, List.of("expected an object with the fields dialect, features, golden_orders"));
    }
    if (dialect.value() != definition.dialect()) {
      throw new DefinitionException(
          STATE,
          List.of(
              "was fitted in dialect "
                  + Json.number(dialect.value())
                  + ", but the definition is of dialect "
                  + definition.dialect()
                  + "; fit it anew"));
    }
    checkLearned(definition, learned);
    List<GoldenOrder> golden = GoldenOrder.readAll(file(GOLDEN));
    if (golden.size() != goldenOrders.value()) {
      throw new DefinitionException(
          GOLDEN,
          List.of(
              "has "
                  + golden.size()
                  + " orders, but fitting wrote "
                  + Json.number(goldenOrders.value())));
    }
    TrainingProfiles profile = ProfileReader.read(definition, object.fields().get("profile"));
    List<String> fittedWith = texts(object.fields().get(DATA), definition.dataVersions());
    FeatureSet features = new FeatureSet(definition, learned, profile, golden, fittedWith);
    checkSchema(features, LimitedJson.read(SCHEMA, file(SCHEMA)));
    return features;
  }

  private static List<String> texts(@Nullable Json json, List<String> otherwise) {
    if (json == null) {
      return otherwise;
    }
    if (json instanceof Json.Arr array
        && array.items().stream().allMatch(item -> item instanceof Json.Text)) {
      return array.items().stream().map(item -> ((Json.Text) item).value()).toList();
    }
    throw new DefinitionException(STATE, List.of("$." + DATA + ": expected a list of texts"));
  }

  /** What those who only receive vectors have to know. */
  private static Json.Obj schema(FeatureSet features) {
    Map<String, Json> schema = new LinkedHashMap<>();
    schema.put("fingerprint", Json.text(features.schemaFingerprint()));
    schema.put("semantics", Json.text(features.semanticsFingerprint()));
    schema.put("columns", features.columnsJson());
    schema.put(COLUMN_FEATURES, Json.texts(features.columnFeatures()));
    if (!features.reasonsJson().fields().isEmpty()) {
      schema.put(REASONS, features.reasonsJson());
    }
    return Json.object(schema);
  }

  /**
   * The semantics may differ, as a library with other time zone rules has others: vectors say their
   * own, and who receives them decides. The features of the columns were not written at first.
   */
  private static void checkSchema(FeatureSet features, Json found) {
    Map<String, Json> fields = new LinkedHashMap<>();
    if (found instanceof Json.Obj object && object.fields().get("semantics") instanceof Json.Text) {
      fields.putAll(object.fields());
    }
    fields.put("semantics", Json.text(features.semanticsFingerprint()));
    fields.putIfAbsent(COLUMN_FEATURES, Json.texts(features.columnFeatures()));
    Map<String, Json> expected = new LinkedHashMap<>(schema(features).fields());
    boolean sameReasons =
        canonical(fields.remove(REASONS)).equals(canonical(expected.remove(REASONS)));
    if (!canonical(Json.object(fields)).equals(canonical(Json.object(expected)))) {
      throw new DefinitionException(
          SCHEMA, List.of("does not hold the columns that the definition makes; fit it anew"));
    }
    if (!sameReasons) {
      throw new DefinitionException(
          SCHEMA, List.of("does not hold the reasons of the definition; fit it anew"));
    }
  }

  private static String canonical(@Nullable Json json) {
    return json == null ? "" : json.canonical();
  }

  private boolean isBare() {
    return Stream.of(STATE, GOLDEN, SCHEMA).noneMatch(files::containsKey);
  }

  /** The features that learn something. */
  private static Set<String> learners(FeatureDefinition definition) {
    return definition.features().stream()
        .filter(feature -> feature.encoding().statistics(feature.name()).isPresent())
        .map(FeatureDefinition.Feature::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void checkLearned(FeatureDefinition definition, Json.Obj learned) {
    Set<String> learners = learners(definition);
    List<String> foreign =
        learned.fields().keySet().stream().filter(name -> !learners.contains(name)).toList();
    if (!foreign.isEmpty()) {
      throw new DefinitionException(
          STATE,
          List.of(
              "was fitted for another definition: "
                  + foreign.get(0)
                  + " is no feature that learns; fit the definition anew"));
    }
  }

  private byte[] file(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new DefinitionException(name, List.of("not found " + where));
    }
    checkSize(name, bytes.length);
    return bytes;
  }

  /** Empty when there is none. */
  private static Optional<byte[]> readFile(Path directory, String name) {
    Path file = directory.resolve(name);
    try {
      checkSize(name, Files.size(file));
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DefinitionException(name, List.of("cannot be read: " + e));
    }
  }

  private static void checkSize(String name, long bytes) {
    if (bytes > MAX_FILE_BYTES) {
      throw new DefinitionException(
          name, List.of("is larger than " + (MAX_FILE_BYTES >> 20) + " MiB"));
    }
  }

  static void write(FeatureSet features, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> file : files(features).entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  static Map<String, byte[]> files(FeatureSet features) {
    Map<String, Json> state = new LinkedHashMap<>();
    if (!features.fittedWith().isEmpty()) {
      state.put(DATA, Json.texts(features.fittedWith()));
    }
    state.put("dialect", Json.num(features.definition().dialect()));
    state.put("features", features.state());
    state.put("golden_orders", Json.num(features.goldenOrders().size()));
    state.put("profile", features.profile().json());
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(DEFINITION, features.definition().written());
    files.put(STATE, utf8(Json.object(state).canonical() + "\n"));
    files.put(GOLDEN, utf8(GoldenOrder.writeAll(features.golden())));
    files.put(SCHEMA, utf8(schema(features).compact() + "\n"));
    return files;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
