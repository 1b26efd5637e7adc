package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.manifest.Manifest;
import java.io.IOException;
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
 * too deep is a common mistake and served with a warning. Hidden files are skipped.
 */
record ModelArtifact(Path file, Optional<Manifest> manifest) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelArtifact.class);
  private static final String EXPECTED =
      "expected one file xgboost-model, *.json, *.ubj, *.model, *.bin or *.onnx";
  private static final Set<String> FEATURE_SET = Set.of("features.json", "state.json");
  private static final List<String> ENDINGS = List.of(".json", ".ubj", ".model", ".bin", ".onnx");
  private static final int MAX_LISTED = 10;

  /**
   * @throws ContainerException when the folder does not hold exactly one model
   */
  static ModelArtifact find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ContainerException("no model artifact: there is no folder " + folder);
    }
    List<Path> entries = visible(folder);
    List<Path> models = models(entries);
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    if (models.isEmpty() && folders.size() == 1) {
      Path inner = folders.get(0);
      entries = visible(inner);
      models = models(entries);
      if (models.size() == 1) {
        LOG.warn("found the model one level down, in {}: pack its files at the top", inner);
        return new ModelArtifact(models.get(0), Manifest.read(inner));
      }
    }
    if (models.size() != 1) {
      throw new ContainerException(fault(folder, entries, models));
    }
    return new ModelArtifact(models.get(0), Manifest.read(folder));
  }

  boolean isOnnx() {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  private static List<Path> models(List<Path> entries) {
    if (entries.stream().anyMatch(entry -> FEATURE_SET.contains(name(entry)))) {
      return List.of();
    }
    return entries.stream().filter(Files::isRegularFile).filter(ModelArtifact::isModel).toList();
  }

  private static boolean isModel(Path file) {
    String name = name(file);
    return name.startsWith("xgboost-model")
        || (ENDINGS.stream().anyMatch(name::endsWith) && !name.equals(Manifest.FILE));
  }

  private static String fault(Path folder, List<Path> entries, List<Path> models) {
    if (entries.isEmpty()) {
      return "no model in " + folder + ": it is empty; " + EXPECTED;
    }
    if (entries.stream().anyMatch(entry -> FEATURE_SET.contains(name(entry)))) {
      return "no model in "
          + folder
          + ": it holds a feature set, which the feature container serves; "
          + EXPECTED;
    }
    String names = String.join(", ", models.stream().map(ModelArtifact::name).toList());
    if (models.size() > 1) {
      return "%d model files in %s (%s): models are not averaged as an ensemble here; %s"
          .formatted(models.size(), folder, names, EXPECTED);
    }
    List<String> found = entries.stream().limit(MAX_LISTED).map(ModelArtifact::name).toList();
    String more = entries.size() > MAX_LISTED ? ", ..." : "";
    return "no model in %s (found %s%s); %s"
        .formatted(folder, String.join(", ", found), more, EXPECTED);
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
