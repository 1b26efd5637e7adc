package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.formats.OutputKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model and checks all that its artifact states about it. */
final class ModelLoader implements ArtifactLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

  private static final Duration WARM_UP = Duration.ofMillis(20);

  /** After so many models of an evaluator its code is compiled. */
  private static final int MODELS_UNTIL_HOT = 3;

  /** Readers, writers and counters of an inference; measured. */
  private static final MemoryUse OF_ANY = new MemoryUse(16 << 10, 0);

  private final List<Engine> engines;
  private final List<OutputKey> keys;
  private final boolean allowOtherSemantics;

  /** By evaluator: the models that were warmed up. */
  private final Map<String, Integer> warmedUp = new ConcurrentHashMap<>();

  /**
   * @param engines in the order in which they are asked for a model file
   * @param keys what answers hold; empty for the plain prediction
   * @param allowOtherSemantics as {@link FingerprintCheck#ALLOW_OTHER_SEMANTICS}
   */
  ModelLoader(List<Engine> engines, List<OutputKey> keys, boolean allowOtherSemantics) {
    this.engines = List.copyOf(engines);
    this.keys = List.copyOf(keys);
    this.allowOtherSemantics = allowOtherSemantics;
  }

  @Override
  public LoadResult load(Path modelDirectory, ServingResources resources) {
    return LoadResult.of(() -> open(modelDirectory, resources));
  }

  @Override
  public MemoryUse estimate(Path modelDirectory) {
    try {
      return ModelArtifact.estimate(modelDirectory, engines).plus(OF_ANY);
    } catch (ContainerException e) {
      return MemoryUse.NONE; // who loads it says what is wrong with it
    }
  }

  /**
   * Warm; the inference is to be closed.
   *
   * @param resources not closed
   * @throws ContainerException when it cannot be served
   */
  LoadResult.Loaded open(Path modelDirectory, ServingResources resources) {
    ModelArtifact artifact = ModelArtifact.find(modelDirectory, engines);
    Model model = artifact.load();
    try {
      checkKeys(model);
      return inference(model, artifact, resources);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private LoadResult.Loaded inference(
      Model model, ModelArtifact artifact, ServingResources resources) {
    Fingerprints fingerprints = artifact.fingerprints();
    LOG.info(
        "loaded {} model {}: {}, {} columns, predicted by {}, {}, {} golden rows checked",
        model.engine(),
        artifact.file().getFileName(),
        model.output().name(),
        model.width(),
        model.evaluator(),
        fingerprints,
        artifact.golden().size());
    FingerprintCheck fingerprintCheck = new FingerprintCheck(fingerprints, allowOtherSemantics);
    fingerprintCheck.doubts().forEach(LOG::warn);
    Inference inference = new ModelInference(model, fingerprintCheck, keys, resources.lines());
    float[] sample =
        artifact.golden().isEmpty()
            ? new float[model.width()]
            : artifact.golden().getFirst().row().values();
    WarmUp.run(inference, WarmUpSamples.of(sample, fingerprints), warmUpTime(model));
    return new LoadResult.Loaded(inference, model.memory().plus(OF_ANY));
  }

  /** None once the code is hot: each sample is then answered once. */
  private Duration warmUpTime(Model model) {
    int models = warmedUp.merge(model.evaluator().name(), 1, Integer::sum);
    return models > MODELS_UNTIL_HOT ? Duration.ZERO : WARM_UP;
  }

  private void checkKeys(Model model) {
    List<String> unfit =
        keys.stream().filter(key -> !key.fits(model.output())).map(OutputKey::key).toList();
    if (!unfit.isEmpty()) {
      List<String> fit =
          Arrays.stream(OutputKey.values())
              .filter(key -> key.fits(model.output()))
              .map(OutputKey::key)
              .toList();
      throw new ContainerException(
          "%s: a model of %s cannot answer %s; it can answer %s"
              .formatted(
                  OutputKey.SETTING,
                  model.output().name(),
                  String.join(", ", unfit),
                  String.join(", ", fit)));
    }
  }
}
