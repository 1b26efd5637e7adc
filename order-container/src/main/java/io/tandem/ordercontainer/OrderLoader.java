package io.tandem.ordercontainer;

import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.featurecontainer.serve.OrderRows;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.modelcontainer.ModelLoader;
import io.tandem.modelcontainer.RowPredictor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Loads a feature set and its model, and checks that they belong together. */
final class OrderLoader implements ArtifactLoader {
  private final List<CustomEncoding> customEncodings;
  private final FeatureSetLoader featureSets;
  private final ModelLoader models;

  OrderLoader(List<CustomEncoding> customEncodings, ModelLoader models) {
    this.customEncodings = List.copyOf(customEncodings);
    this.featureSets = new FeatureSetLoader(customEncodings, false);
    this.models = models;
  }

  @Override
  public LoadResult load(Path folder, ServingResources resources) {
    return LoadResult.of(() -> open(folder, resources));
  }

  @Override
  public MemoryUse estimate(Path folder) {
    OrderArtifact artifact = OrderArtifact.expectedIn(folder);
    return featureSets.estimate(artifact.features()).plus(models.estimate(artifact.model()));
  }

  /** Reads both halves at once: there are two cores. */
  private LoadResult.Loaded open(Path folder, ServingResources resources) {
    OrderArtifact artifact = OrderArtifact.find(folder);
    try (ExecutorService beside = Executors.newSingleThreadExecutor(OrderLoader::thread)) {
      CompletableFuture<FeatureSet> reading =
          CompletableFuture.supplyAsync(
              () -> FeatureArtifact.read(artifact.features(), customEncodings), beside);
      RowPredictor predictor = predictor(artifact.model(), reading);
      try {
        FeatureSet features = result(reading);
        checkPair(artifact.model(), predictor, features);
        return new LoadResult.Loaded(
            warm(features, predictor, resources),
            featureSets.memory(artifact.features()).plus(predictor.memory()));
      } catch (RuntimeException e) {
        predictor.close();
        throw e;
      }
    }
  }

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().name("load-features").daemon().unstarted(task);
  }

  /** The faults of both halves are told at once. */
  private RowPredictor predictor(Path model, CompletableFuture<FeatureSet> reading) {
    try {
      return models.openForRows(model);
    } catch (ContainerException fault) {
      try {
        result(reading);
      } catch (ContainerException other) {
        throw new ContainerException(other.getMessage() + "; " + fault.getMessage(), fault);
      }
      throw fault;
    }
  }

  private static FeatureSet result(CompletableFuture<FeatureSet> reading) {
    try {
      return reading.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static void checkPair(Path model, RowPredictor predictor, FeatureSet features) {
    Fingerprints rows =
        new Fingerprints(features.schemaFingerprint(), features.semanticsFingerprint());
    predictor
        .mismatch(rows, features.columns().size())
        .ifPresent(
            mismatch -> {
              throw new ContainerException(
                  ("the model in %s and its feature set do not belong together: the model takes"
                          + " vectors of %s; deploy the feature set that the model was trained"
                          + " with, or train the model on vectors of this one")
                      .formatted(model, mismatch));
            });
  }

  private OrderInference warm(
      FeatureSet features, RowPredictor predictor, ServingResources resources) {
    OrderInference inference =
        new OrderInference(OrderRows.of(features, resources.lines()), predictor);
    WarmUp.run(inference, inference.samples(features.goldenOrders()), models.warmUpTime(predictor));
    return inference;
  }
}
