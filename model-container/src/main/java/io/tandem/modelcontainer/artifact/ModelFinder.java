package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.onnx.OnnxEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the model file of an unpacked artifact.
 *
 * <p>The file lies at the top of the folder, where SageMaker wants it; an archive packed one level
 * too deep is a common mistake and served with a warning. Hidden files are skipped. Of several
 * files whose names could be those of models, the content tells which are.
 */
final class ModelFinder {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFinder.class);
  private static final Set<String> FEATURE_SET = Set.of("features.json", "state.json");

  private static final String SAVED_MODEL = "saved_model.pb";
  private static final int MAX_LISTED = 10;

  private final EngineChoice engines;
  private final String expected;

  ModelFinder(EngineChoice engines) {
    this.engines = engines;
    this.expected = "expected one file " + engines.fileNames();
  }

  /**
   * @throws ContainerException when the folder does not hold exactly one model
   */
  Path find(Path folder) {
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
        return only(visible(inner), innerModels.get(0));
      }
    }
    if (models.size() != 1) {
      throw new ContainerException(fault(folder, entries, models));
    }
    return only(entries, models.get(0));
  }

  private Path only(List<Path> entries, Path model) {
    List<String> others =
        named(entries).stream().filter(file -> !file.equals(model)).map(ModelFinder::name).toList();
    if (!others.isEmpty()) {
      LOG.info("the model is {}; not read: {}", name(model), String.join(", ", others));
    }
    return model;
  }

  /**
   * The file's first bytes.
   *
   * @throws ContainerException when it cannot be read
   */
  static byte[] head(Path file) {
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
   * Those whose name or content is a model's without a doubt. If there are none, those whose name
   * could be, and of several those that are not known for something else. None where the only one
   * lies beside what is more likely meant.
   */
  private List<Path> models(List<Path> entries) {
    List<Path> named = named(entries);
    List<Path> certain = named.stream().filter(this::isCertain).toList();
    if (!certain.isEmpty()) {
      return certain;
    }
    if (named.size() > 1) {
      List<Path> unknown = named.stream().filter(file -> !tells(file)).toList();
      return unknown.isEmpty() ? named : unknown;
    }
    boolean othersTell =
        entries.stream().filter(entry -> !named.contains(entry)).anyMatch(this::tells);
    return othersTell ? List.of() : named;
  }

  private boolean isCertain(Path file) {
    return engines.isCertain(name(file), () -> headIfReadable(file));
  }

  private boolean tells(Path entry) {
    return explained(entry).isPresent();
  }

  private boolean hasBrokenModel(List<Path> entries) {
    return entries.stream().anyMatch(entry -> isBrokenLink(entry) && hasModelName(name(entry)));
  }

  private static boolean isBrokenLink(Path entry) {
    return Files.isSymbolicLink(entry) && !Files.exists(entry);
  }

  private List<Path> named(List<Path> entries) {
    return entries.stream()
        .filter(Files::isRegularFile)
        .filter(entry -> hasModelName(name(entry)))
        .toList();
  }

  private boolean hasModelName(String name) {
    return engines.mayBeOwned(name) && !name.equals(Manifest.FILE) && !FEATURE_SET.contains(name);
  }

  private String fault(Path folder, List<Path> entries, List<Path> models) {
    if (entries.isEmpty()) {
      return "no model in " + folder + ": it is empty; " + expected;
    }
    String names = String.join(", ", models.stream().map(ModelFinder::name).toList());
    if (models.size() > 1) {
      // One that cannot be read may be the model: that is said first.
      models.forEach(ModelFinder::head);
      return "%d model files in %s (%s): models are not averaged as an ensemble here; %s"
          .formatted(models.size(), folder, names, expected);
    }
    if (entries.stream().anyMatch(entry -> FEATURE_SET.contains(name(entry)))) {
      return "no model in "
          + folder
          + ": it holds a feature set, which the feature container serves; "
          + expected;
    }
    Optional<String> told =
        entries.stream().map(this::explained).flatMap(Optional::stream).findFirst();
    if (told.isPresent()) {
      return "no model in %s: %s; %s".formatted(folder, told.get(), expected);
    }
    List<String> found = entries.stream().limit(MAX_LISTED).map(ModelFinder::name).toList();
    String more = entries.size() > MAX_LISTED ? ", ..." : "";
    return "no model in %s (found %s%s); %s"
        .formatted(folder, String.join(", ", found), more, expected);
  }

  /** Why an entry is not the model that its packer may have taken it for. */
  private Optional<String> explained(Path entry) {
    String name = name(entry);
    if (isBrokenLink(entry)) {
      return Optional.of(
          name
              + " is a link to a file that is not there: pack the file itself (tar --dereference)");
    }
    Optional<String> saved = savedModel(entry);
    if (saved.isPresent()) {
      return Optional.of(
          hasModelName(SAVED_MODEL)
              ? "%s holds TensorFlow's SavedModel: pack the files of its folder at the top"
                  .formatted(name)
              : "%s is TensorFlow's SavedModel: not served; export it as ONNX: %s; or serve it as it is with the image tandem-model:VERSION-tensorflow"
                  .formatted(name, OnnxExport.savedModel(saved.get())));
    }
    if (Files.isDirectory(entry)) {
      return hasModelName(name)
          ? Optional.of(name + " is a folder: pack the file in it")
          : Optional.empty();
    }
    if (!Files.isRegularFile(entry)) {
      return Optional.of(name + " is neither a file nor a folder");
    }
    if (OnnxEngine.WEIGHTS.stream().anyMatch(ending -> name.endsWith(".onnx" + ending))) {
      return Optional.of(
          name + " holds the weights of an ONNX model, whose file *.onnx is missing: pack both");
    }
    byte[] head = headIfReadable(entry);
    return head.length == 0
        ? Optional.empty()
        : engines
            .foreign(head)
            .or(() -> engines.by(head).map(EngineChoice::misnamed))
            .map(words -> name + ": " + words);
  }

  /** The folder of one, seen from the artifact; as deep as SageMaker's images put it. */
  private static Optional<String> savedModel(Path entry) {
    if (name(entry).equals(SAVED_MODEL)) {
      return Optional.of(".");
    }
    try (Stream<Path> found =
        Files.find(entry, 3, (file, attributes) -> name(file).equals(SAVED_MODEL))) {
      return found
          .findFirst()
          .map(file -> entry.relativize(Objects.requireNonNull(file.getParent())))
          .map(inner -> Path.of(name(entry)).resolve(inner).toString());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // what cannot be read explains nothing
    }
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
