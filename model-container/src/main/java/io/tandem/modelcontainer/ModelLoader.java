package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.inferenceserver.loading.ArtifactFiles;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model and checks all that its artifact states about it. */
public final class ModelLoader implements ArtifactLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

  private static final Duration WARM_UP = Duration.ofMillis(20);

  /** What explains a model, per byte of its file, and what is needed to make it; measured. */
  private static final int EXPLAINER_PER_BYTE = 4;

  /** After so many models of an evaluator its code is compiled. */
  private static final int MODELS_UNTIL_HOT = 3;

  private final List<Engine> engines;
  private final AnswerSettings answers;
  private final boolean allowOtherSemantics;

  /** By evaluator: the models that were warmed up. */
  private final Map<String, Integer> warmedUp = new ConcurrentHashMap<>();

  /**
   * @param engines in the order in which they are asked for a model file
   * @param answers what they hold
   * @param allowOtherSemantics as {@link FingerprintCheck#ALLOW_OTHER_SEMANTICS}
   */
  ModelLoader(List<Engine> engines, AnswerSettings answers, boolean allowOtherSemantics) {
    this.engines = List.copyOf(engines);
    this.answers = answers;
    this.allowOtherSemantics = allowOtherSemantics;
  }

  /** Of these engines, as the settings want answers and checks. */
  public static ModelLoader of(List<Engine> engines, Settings settings) {
    return new ModelLoader(
        engines,
        AnswerSettings.read(settings),
        settings.flag(FingerprintCheck.ALLOW_OTHER_SEMANTICS, false));
  }

  @Override
  public LoadResult load(Path modelDirectory, ServingResources resources) {
    return LoadResult.of(() -> open(modelDirectory, resources));
  }

  @Override
  public MemoryUse estimate(Path modelDirectory) {
    try {
      MemoryUse estimate =
          ModelArtifact.estimate(modelDirectory, engines).plus(RowPredictor.OF_ANY);
      long more =
          answers.areExplained() ? EXPLAINER_PER_BYTE * ArtifactFiles.bytes(modelDirectory) : 0;
      return estimate.plus(new MemoryUse(more, 0));
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
    RowPredictor predictor = predictor(artifact);
    try {
      float[] sample =
          artifact.golden().isEmpty()
              ? new float[predictor.width()]
              : artifact.golden().getFirst().row().values();
      Fingerprints fingerprints = artifact.fingerprints();
      Supplier<List<Invocation>> samples =
          () -> WarmUpSamples.of(sample, fingerprints, predictor.askingForAll());
      Inference inference =
          new ModelInference(
              predictor, resources.lines(), predictor.warmsSlowly() ? samples : List::of);
      WarmUp.run(inference, samples.get(), warmUpTime(predictor));
      return new LoadResult.Loaded(inference, predictor.memory());
    } catch (RuntimeException e) {
      predictor.close();
      throw e;
    }
  }

  /**
   * The model of a folder, for the rows of a feature set in the same process, which {@link
   * RowPredictor#mismatch} checks. To be closed; not warm.
   *
   * @throws ContainerException when it cannot be served
   */
  public RowPredictor openForRows(Path modelDirectory) {
    return predictor(ModelArtifact.find(modelDirectory, engines));
  }

  /** As {@link #openForRows}, of an artifact that was found. */
  RowPredictor predictor(ModelArtifact artifact) {
    Model model = artifact.load();
    @Nullable FeatureContributions contributions;
    try {
      checkKeys(model);
      contributions =
          answers.areExplained() ? FeatureContributions.of(artifact, model, answers) : null;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
    LOG.info(
        "loaded {} model {}: {}, {} columns, predicted by {}, {}, {} golden rows checked",
        model.engine(),
        artifact.file().getFileName(),
        model.output().name(),
        model.width(),
        model.evaluator(),
        artifact.fingerprints(),
        artifact.golden().size());
    FingerprintCheck fingerprintCheck =
        new FingerprintCheck(artifact.fingerprints(), allowOtherSemantics);
    fingerprintCheck.doubts().forEach(LOG::warn);
    return new RowPredictor(model, fingerprintCheck, answers, contributions);
  }

  /** For warming up a model: none once the code is hot; each sample is then answered once. */
  public Duration warmUpTime(RowPredictor predictor) {
    int models = warmedUp.merge(predictor.evaluator(), 1, Integer::sum);
    return models > MODELS_UNTIL_HOT ? Duration.ZERO : WARM_UP;
  }

  private void checkKeys(Model model) {
    List<OutputKey> unfit =
        answers.possible().stream().filter(key -> !key.fits(model.output())).toList();
    if (!unfit.isEmpty()) {
      List<OutputKey> fit =
          Arrays.stream(OutputKey.values())
              .filter(key -> !key.isExplanation() && key.fits(model.output()))
              .toList();
      throw new ContainerException(
          "%s: a model of %s cannot answer %s; it can answer %s"
              .formatted(
                  answers.sourceOf(unfit.getFirst()),
                  model.output().name(),
                  joined(unfit),
                  joined(fit)));
    }
  }

  private static String joined(List<OutputKey> keys) {
    return keys.stream().map(OutputKey::key).collect(Collectors.joining(", "));
  }
}
