package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.loading.ArtifactFiles;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The model file of an unpacked artifact, the engine that reads it, and the manifest if there is
 * one.
 */
public record ModelArtifact(Path file, Engine engine, Optional<Manifest> manifest) {
  /**
   * Finds the model in a folder.
   *
   * @param engines in the order in which they are asked
   * @throws ContainerException when there is not exactly one model that an engine reads
   */
  public static ModelArtifact find(Path folder, List<Engine> engines) {
    EngineChoice choice = new EngineChoice(engines);
    Path file = new ModelFinder(choice).find(folder);
    return of(file, choice, Manifest.read(Objects.requireNonNull(file.getParent())));
  }

  /**
   * A model file without a manifest.
   *
   * @param engines in the order in which they are asked
   * @throws ContainerException when the file is known not to be a model that an engine reads
   */
  public static ModelArtifact ofFile(Path file, List<Engine> engines) {
    return of(file, new EngineChoice(engines), Optional.empty());
  }

  /**
   * What a path leads to, a folder or a model file.
   *
   * @param engines in the order in which they are asked
   * @throws ContainerException as {@link #find} and {@link #ofFile}
   */
  public static ModelArtifact at(Path path, List<Engine> engines) {
    if (Files.isRegularFile(path) && path.endsWith(Manifest.FILE)) {
      throw new ContainerException(
          path + " is a manifest, which lies beside a model: give the folder of both");
    }
    return Files.isRegularFile(path) ? ofFile(path, engines) : find(path, engines);
  }

  private static ModelArtifact of(Path file, EngineChoice choice, Optional<Manifest> manifest) {
    Engine engine = choice.of(String.valueOf(file.getFileName()), ModelFinder.head(file));
    return new ModelArtifact(file, engine, manifest);
  }

  /**
   * The most that loading the model of a folder and serving it needs at any time, by what its files
   * say of themselves without being loaded.
   *
   * @param engines in the order in which they are asked
   * @throws ContainerException when there is not exactly one model that an engine reads
   */
  public static MemoryUse estimate(Path folder, List<Engine> engines) {
    EngineChoice choice = new EngineChoice(engines);
    Path file = new ModelFinder(choice).find(folder);
    Engine engine = choice.of(String.valueOf(file.getFileName()), ModelFinder.head(file));
    Path beside = Objects.requireNonNull(file.getParent());
    return engine.estimate(file, ArtifactFiles.bytes(beside)).plus(Manifest.loadMemory(beside));
  }

  /**
   * The model, checked against its manifest. To be closed.
   *
   * @throws ContainerException when it cannot be served
   */
  public Model load() {
    Model model = engine.load(file, manifest.map(Manifest::stated).orElse(Stated.NOTHING));
    try {
      manifest.ifPresent(stated -> new ManifestCheck(stated).check(model));
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * What explains the margins of the model, for which its file is read again; checked against the
   * golden rows of the manifest.
   *
   * @throws io.tandem.modelcontainer.engine.UnfitModelException saying why nothing does
   * @throws ContainerException when the file cannot be served, or contributions do not add up
   */
  public Explainer explainer() {
    Explainer explainer = engine.explainer(file);
    manifest.ifPresent(stated -> new ManifestCheck(stated).check(explainer));
    return explainer;
  }

  /** The model file, and what of the model lies beside it. */
  public List<Path> files() {
    return engine.files(file);
  }

  /** Those of the feature set whose vectors the model was trained on. */
  public Fingerprints fingerprints() {
    return manifest.map(Manifest::fingerprints).orElse(Fingerprints.UNKNOWN);
  }

  /** The rows whose margins {@link #load} has compared. */
  public List<Manifest.GoldenRow> golden() {
    return manifest.map(Manifest::golden).orElse(List.of());
  }
}
