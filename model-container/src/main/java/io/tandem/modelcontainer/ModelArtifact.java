package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.xgboost.XgboostModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model file of an unpacked artifact, with its manifest if there is one.
 *
 * <p>The file lies at the top of the folder, where SageMaker wants it; an archive packed one level
 * too deep is a common mistake and served with a warning. Hidden files are skipped. Of several
 * files whose names could be those of models, the content tells which are.
 */
record ModelArtifact(Path file, Optional<Manifest> manifest) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelArtifact.class);
  private static final String EXPECTED =
      "expected one file xgboost-model, *.json, *.ubj, *.model, *.bin or *.onnx";
  private static final String OWN_NAME = "xgboost-model";
  private static final String ONNX = ".onnx";
  private static final Set<String> FEATURE_SET = Set.of("features.json", "state.json");
  private static final List<String> ENDINGS = List.of(".json", ".ubj", ".model", ".bin", ONNX);
  private static final List<String> ONNX_WEIGHTS = List.of(".onnx.data", ".onnx_data");
  private static final int MAX_LISTED = 10;

  /**
   * @throws ContainerException when the folder does not hold exactly one model
   */
  static ModelArtifact find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ContainerException("no model artifact: there is no folder " + folder);
    }
    List<Path> entries = visible(folder);
    List<Path> models = hasBrokenModel(entries) ? List.of() : models(entries);
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    if (models.isEmpty() && folders.size() == 1) {
      Path inner = folders.get(0);
      List<Path> innerModels = models(visible(inner));
      if (innerModels.size() == 1) {
        LOG.warn("found the model one level down, in {}: pack its files at the top", inner);
        return of(inner, visible(inner), innerModels.get(0));
      }
    }
    if (models.size() != 1) {
      throw new ContainerException(fault(folder, entries, models));
    }
    return of(folder, entries, models.get(0));
  }

  private static ModelArtifact of(Path folder, List<Path> entries, Path model) {
    List<String> others =
        named(entries).stream()
            .filter(file -> !file.equals(model))
            .map(ModelArtifact::name)
            .toList();
    if (!others.isEmpty()) {
      LOG.info("the model is {}; not read: {}", name(model), String.join(", ", others));
    }
    return new ModelArtifact(model, Manifest.read(folder));
  }

  boolean isOnnx() {
    return isOnnx(file);
  }

  /** A version of the form, then the producer's name, the graph or the operator sets. */
  static boolean looksLikeOnnx(byte[] head) {
    return head.length > 2
        && head[0] == 8
        && head[1] >= 3
        && head[1] <= 20
        && (head[2] == 0x12 || head[2] == 0x3a || head[2] == 0x42);
  }

  private static boolean isOnnx(Path file) {
    return name(file).toLowerCase(Locale.ROOT).endsWith(ONNX);
  }

  /** The file's first bytes. */
  byte[] head() {
    return head(file);
  }

  private static byte[] head(Path file) {
    try {
      return read(file);
    } catch (IOException e) {
      throw new ContainerException(
          "cannot read model file %s (%s); expected a file that this process may read"
              .formatted(name(file), e),
          e);
    }
  }

  /** Nothing of a file that cannot be read: it may not be meant as the model. */
  private static byte[] headIfReadable(Path file) {
    try {
      return read(file);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ForeignFormat.HEAD_BYTES);
    }
  }

  /**
   * Those whose name or content is a model's without a doubt; if none, those whose name could be,
   * unless what lies beside it is more likely meant.
   */
  private static List<Path> models(List<Path> entries) {
    List<Path> named = named(entries);
    List<Path> certain = named.stream().filter(ModelArtifact::isCertain).toList();
    if (!certain.isEmpty()) {
      return certain;
    }
    boolean othersTell =
        entries.stream().filter(entry -> !named.contains(entry)).anyMatch(ModelArtifact::tells);
    return named.size() == 1 && othersTell ? List.of() : named;
  }

  private static boolean isCertain(Path file) {
    return name(file).equals(OWN_NAME)
        || isOnnx(file)
        || XgboostModel.recognizes(headIfReadable(file));
  }

  private static boolean tells(Path entry) {
    return explained(entry).isPresent();
  }

  private static boolean hasBrokenModel(List<Path> entries) {
    return entries.stream().anyMatch(entry -> isBrokenLink(entry) && hasModelName(name(entry)));
  }

  private static boolean isBrokenLink(Path entry) {
    return Files.isSymbolicLink(entry) && !Files.exists(entry);
  }

  private static List<Path> named(List<Path> entries) {
    return entries.stream()
        .filter(Files::isRegularFile)
        .filter(entry -> hasModelName(name(entry)))
        .toList();
  }

  private static boolean hasModelName(String name) {
    return name.startsWith(OWN_NAME)
        || (ENDINGS.stream().anyMatch(name::endsWith)
            && !name.equals(Manifest.FILE)
            && !FEATURE_SET.contains(name));
  }

  private static String fault(Path folder, List<Path> entries, List<Path> models) {
    if (entries.isEmpty()) {
      return "no model in " + folder + ": it is empty; " + EXPECTED;
    }
    String names = String.join(", ", models.stream().map(ModelArtifact::name).toList());
    if (models.size() > 1) {
      // One that cannot be read may be the model: that is said first.
      models.forEach(ModelArtifact::head);
      return "%d model files in %s (%s): models are not averaged as an ensemble here; %s"
          .formatted(models.size(), folder, names, EXPECTED);
    }
    if (entries.stream().anyMatch(entry -> FEATURE_SET.contains(name(entry)))) {
      return "no model in "
          + folder
          + ": it holds a feature set, which the feature container serves; "
          + EXPECTED;
    }
    Optional<String> told =
        entries.stream().map(ModelArtifact::explained).flatMap(Optional::stream).findFirst();
    if (told.isPresent()) {
      return "no model in %s: %s; %s".formatted(folder, told.get(), EXPECTED);
    }
    List<String> found = entries.stream().limit(MAX_LISTED).map(ModelArtifact::name).toList();
    String more = entries.size() > MAX_LISTED ? ", ..." : "";
    return "no model in %s (found %s%s); %s"
        .formatted(folder, String.join(", ", found), more, EXPECTED);
  }

  /** Why an entry is not the model that its packer may have taken it for. */
  private static Optional<String> explained(Path entry) {
    String name = name(entry);
    if (isBrokenLink(entry)) {
      return Optional.of(
          name
              + " is a link to a file that is not there: pack the file itself (tar --dereference)");
    }
    if (name.equals("saved_model.pb") || Files.exists(entry.resolve("saved_model.pb"))) {
      return Optional.of(
          name + " is TensorFlow's SavedModel: not served; export it as ONNX (model.onnx)");
    }
    if (Files.isDirectory(entry)) {
      return hasModelName(name)
          ? Optional.of(name + " is a folder: pack the file in it")
          : Optional.empty();
    }
    if (!Files.isRegularFile(entry)) {
      return Optional.of(name + " is neither a file nor a folder");
    }
    if (ONNX_WEIGHTS.stream().anyMatch(name::endsWith)) {
      return Optional.of(
          name + " holds the weights of an ONNX model, whose file *.onnx is missing: pack both");
    }
    byte[] head = headIfReadable(entry);
    if (XgboostModel.recognizes(head)) {
      return Optional.of(name + " is a model of XGBoost: name it " + OWN_NAME);
    }
    return head.length == 0
        ? Optional.empty()
        : ForeignFormat.of(head).map(words -> name + ": " + words);
  }

  private static List<Path> visible(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !name(entry).startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new ContainerException("cannot read the folder " + folder, e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
