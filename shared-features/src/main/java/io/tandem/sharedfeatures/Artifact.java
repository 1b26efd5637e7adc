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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A feature set as files of a folder. */
public final class Artifact {
  static final String DEFINITION = "features.json";
  private static final String STATE = StateReader.FILE;
  private static final String GOLDEN = GoldenOrder.FILE;
  static final String SCHEMA = "schema.json";

  private static final long MAX_FILE_BYTES = 64L << 20;

  private Artifact() {}

  static FeatureSet read(Path directory, List<CustomEncoding> customEncodings) {
    FeatureDefinition definition =
        FeatureDefinition.read(readFile(directory, DEFINITION), customEncodings);
    if (isBare(directory) && learners(definition).isEmpty()) {
      return new FeatureSet(definition, Json.object(Map.of()), TrainingProfiles.NONE, List.of());
    }
    Json state = LimitedJson.read(STATE, readFile(directory, STATE));
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
    List<GoldenOrder> golden = GoldenOrder.readAll(readFile(directory, GOLDEN));
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
    FeatureSet features = new FeatureSet(definition, learned, profile, golden);
    if (!isSchema(features, LimitedJson.read(SCHEMA, readFile(directory, SCHEMA)))) {
      throw new DefinitionException(
          SCHEMA, List.of("does not hold the columns that the definition makes; fit it anew"));
    }
    return features;
  }

  /** What those who only receive vectors have to know. */
  private static Json schema(FeatureSet features) {
    Map<String, Json> schema = new LinkedHashMap<>();
    schema.put("fingerprint", Json.text(features.schemaFingerprint()));
    schema.put("semantics", Json.text(features.semanticsFingerprint()));
    schema.put("columns", features.columnsJson());
    return Json.object(schema);
  }

  /**
   * Whether the columns are those of the feature set. The semantics may differ, as a runtime with
   * other time zone data has others: vectors say their own, and who receives them decides.
   */
  private static boolean isSchema(FeatureSet features, Json found) {
    if (!(found instanceof Json.Obj object)
        || !(object.fields().get("semantics") instanceof Json.Text)) {
      return false;
    }
    Map<String, Json> columns = new LinkedHashMap<>(object.fields());
    columns.put("semantics", Json.text(features.semanticsFingerprint()));
    return schema(features).canonical().equals(Json.object(columns).canonical());
  }

  private static boolean isBare(Path directory) {
    return Stream.of(STATE, GOLDEN, SCHEMA)
        .allMatch(name -> Files.notExists(directory.resolve(name)));
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

  private static byte[] readFile(Path directory, String name) {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new DefinitionException(
            name, List.of("is larger than " + (MAX_FILE_BYTES >> 20) + " MiB"));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new DefinitionException(name, List.of("not found in " + directory));
    } catch (IOException e) {
      throw new DefinitionException(name, List.of("cannot be read: " + e));
    }
  }

  static void write(FeatureSet features, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve(DEFINITION), features.definition().written());
    for (Map.Entry<String, String> file : files(features).entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /** What fitting adds to the definition: the texts of the files by their names. */
  public static Map<String, String> files(FeatureSet features) {
    Map<String, Json> state = new LinkedHashMap<>();
    state.put("dialect", Json.num(features.definition().dialect()));
    state.put("features", features.state());
    state.put("golden_orders", Json.num(features.goldenOrders().size()));
    state.put("profile", features.profile().json());
    Map<String, String> files = new LinkedHashMap<>();
    files.put(STATE, Json.object(state).canonical() + "\n");
    files.put(GOLDEN, GoldenOrder.writeAll(features.golden()));
    files.put(SCHEMA, schema(features).compact() + "\n");
    return files;
  }
}
