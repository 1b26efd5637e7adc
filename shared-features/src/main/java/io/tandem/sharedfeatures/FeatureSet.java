package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import io.tandem.sharedfeatures.profile.TrainingProfiles;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;

/**
 * A definition together with what fitting learned: turns orders into vectors, the same ones
 * wherever it runs. Immutable and thread-safe; each thread takes an {@link Extractor} of its own.
 *
 * <p>As an artifact it is a folder of four files: {@code features.json} as the data scientist wrote
 * it, {@code state.json} with what was learned, {@code golden.jsonl} with orders and the exact
 * vectors they must give, and {@code schema.json} with the columns, for those who only receive
 * vectors.
 */
public final class FeatureSet {
  private static final int MAX_GOLDEN_NAMED = 3;

  private final FeatureDefinition definition;
  private final Json.Obj state;
  private final List<Encoding.Encoder> encoders;
  private final List<String> columns;
  private final JsonFactory json = OrderParsers.factory();
  private final SourceTree orderTree;
  private final SourceTree recordTree;
  private final TrainingProfiles profile;
  private final List<GoldenOrder> golden;
  private final List<String> fittedWith;
  private final String schemaFingerprint;
  private final String semanticsFingerprint;

  /**
   * @param state what each feature learned, by feature name
   * @param profile of the training records; it decides no vector
   * @param fittedWith versions of outside data, see {@link #fittedWith()}
   * @throws DefinitionException when the state does not fit the definition
   */
  FeatureSet(
      FeatureDefinition definition,
      Json.Obj state,
      TrainingProfiles profile,
      List<GoldenOrder> golden,
      List<String> fittedWith) {
    this.definition = definition;
    this.fittedWith = List.copyOf(fittedWith);
    this.state = state;
    this.profile = profile;
    this.golden = List.copyOf(golden);
    this.orderTree = definition.orderTree();
    this.recordTree = definition.recordTree();
    List<Encoding.Encoder> made = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (FeatureDefinition.Feature feature : definition.features()) {
      Encoding.Encoder encoder = feature.encoder(state.fields().get(feature.name()));
      made.add(encoder);
      names.addAll(encoder.columns());
    }
    checkColumns(names);
    this.encoders = List.copyOf(made);
    this.columns = List.copyOf(names);
    this.schemaFingerprint = fingerprint("float32 " + columnsJson().canonical());
    this.semanticsFingerprint = semantics(definition.dataVersions());
  }

  private String semantics(List<String> dataVersions) {
    List<String> parts = new ArrayList<>();
    parts.add(definition.canonical());
    parts.add(String.valueOf(definition.dialect()));
    parts.add(state.canonical());
    parts.addAll(dataVersions);
    return fingerprint(String.join("\n", parts));
  }

  private static void checkColumns(List<String> columns) {
    if (columns.size() > Limits.COLUMNS) {
      throw new DefinitionException(
          "features", List.of("make more than " + Limits.COLUMNS + " columns"));
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new DefinitionException("features", List.of("two of them make the same column"));
    }
  }

  /**
   * Reads a folder that {@link #write} has written, or one that holds {@code features.json} alone
   * when none of its features learns anything.
   *
   * @throws DefinitionException when a file is missing, broken, or does not fit the others
   */
  public static FeatureSet read(Path directory) {
    return read(directory, List.of());
  }

  /**
   * @param customEncodings of one's own, which the definition may name beside the built-in
   *     encodings
   * @throws DefinitionException when a file is missing, broken, or does not fit the others
   */
  public static FeatureSet read(Path directory, List<CustomEncoding> customEncodings) {
    return Artifact.read(directory, customEncodings);
  }

  /**
   * Without a file system, as a cluster sends a feature set: from the files of {@link #files} or of
   * an archive. Others among them are not read.
   *
   * @param files their bytes by their names
   * @throws DefinitionException when a file is missing, broken, or does not fit the others
   */
  public static FeatureSet read(Map<String, byte[]> files, List<CustomEncoding> customEncodings) {
    return Artifact.read(files, customEncodings);
  }

  /** The files of the artifact by their names, the same bytes for the same feature set. */
  public Map<String, byte[]> files() {
    return Artifact.files(this);
  }

  /** Writes the files of the artifact, the same bytes for the same feature set. */
  public void write(Path directory) throws IOException {
    Artifact.write(this, directory);
  }

  public FeatureDefinition definition() {
    return definition;
  }

  public Json.Obj state() {
    return state;
  }

  public @Nullable Json learned(String feature) {
    return state.fields().get(feature);
  }

  public TrainingProfiles profile() {
    return profile;
  }

  /**
   * How the features' values were spread over the training records, in the order of the definition;
   * none when the definition was not fitted.
   */
  public List<FeatureProfile> trainingProfile() {
    return profile.profiles();
  }

  /** One per feature, in the order of the definition. */
  public List<Encoding.Encoder> encoders() {
    return encoders;
  }

  List<GoldenOrder> golden() {
    return golden;
  }

  /** The names of the vector's columns, in order. */
  public List<String> columns() {
    return columns;
  }

  /** Of bare orders. Not thread-safe, made to be reused. */
  public Extractor orders() {
    return new Extractor(definition, encoders, new OrderReader(orderTree, json));
  }

  /**
   * Of training records, an order with its label each. The label is the first value of a vector,
   * before the columns. Not thread-safe, made to be reused.
   */
  public Extractor records() {
    return new Extractor(definition, encoders, new OrderReader(recordTree, json));
  }

  /**
   * Names, order and type of the columns, as 32 hexadecimal digits: a model must never see vectors
   * of another schema.
   */
  public String schemaFingerprint() {
    return schemaFingerprint;
  }

  /** Names are quoted in it, so that no name can look like two. */
  Json columnsJson() {
    return Json.texts(columns);
  }

  /** By column: the name of the feature that makes it. */
  public List<String> columnFeatures() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < encoders.size(); i++) {
      String feature = definition.features().get(i).name();
      names.addAll(Collections.nCopies(encoders.get(i).columns().size(), feature));
    }
    return names;
  }

  /** By feature that makes columns and has a reason: that reason. */
  Json.Obj reasonsJson() {
    Map<String, Json> reasons = new LinkedHashMap<>();
    for (int i = 0; i < encoders.size(); i++) {
      FeatureDefinition.Feature feature = definition.features().get(i);
      if (!encoders.get(i).columns().isEmpty()) {
        feature.reason().ifPresent(reason -> reasons.put(feature.name(), reason.json()));
      }
    }
    return Json.object(reasons);
  }

  /**
   * Everything that decides the vector of an order: definition, dialect, what was learned, and,
   * where they are used, the versions of the time zone rules and of the Public Suffix List that
   * this library brings. The runtime decides nothing: all JDKs agree.
   */
  public String semanticsFingerprint() {
    return semanticsFingerprint;
  }

  /**
   * The versions of time zone rules and Public Suffix List, where they are used, of the library
   * that fitted it. They may be others than those of this library.
   */
  public List<String> fittedWith() {
    return fittedWith;
  }

  /** What {@link #semanticsFingerprint} was when it was fitted. */
  public String fittedSemantics() {
    return semantics(fittedWith);
  }

  private static String fingerprint(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Computes the golden orders anew and compares bit for bit.
   *
   * @throws DefinitionException naming the golden orders and columns that differ
   */
  public void verifyGolden() {
    Extractor extractor = orders();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      String place = "order " + (i + 1);
      golden.get(i).difference(extractor, columns).ifPresent(d -> problems.add(place + ": " + d));
    }
    if (!problems.isEmpty()) {
      int all = problems.size();
      if (all > MAX_GOLDEN_NAMED) {
        problems.subList(MAX_GOLDEN_NAMED, all).clear();
        problems.add("... and " + (all - MAX_GOLDEN_NAMED) + " more orders");
      }
      problems.add("a file was changed after fitting, or this runtime differs; fit anew");
      throw new DefinitionException(GoldenOrder.FILE, problems);
    }
  }

  /** The JSON of the golden orders, as UTF-8. */
  public List<byte[]> goldenOrders() {
    return golden.stream().map(order -> order.order().getBytes(StandardCharsets.UTF_8)).toList();
  }
}
