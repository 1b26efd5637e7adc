package io.tandem.ordercontainer;

import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.featurecontainer.serve.OrderRows;
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

  private LoadResult.Loaded open(Path folder, ServingResources resources) {
    OrderArtifact artifact = OrderArtifact.find(folder);
    FeatureSet features = FeatureArtifact.read(artifact.features(), customEncodings);
    RowPredictor predictor =
        models.openFor(
            artifact.model(),
            new Fingerprints(features.schemaFingerprint(), features.semanticsFingerprint()),
            features.columns().size());
    try {
      OrderInference inference =
          new OrderInference(OrderRows.of(features, resources.lines()), predictor);
      WarmUp.run(
          inference, inference.samples(features.goldenOrders()), models.warmUpTime(predictor));
      MemoryUse memory = featureSets.memory(artifact.features()).plus(predictor.memory());
      return new LoadResult.Loaded(inference, memory);
    } catch (RuntimeException e) {
      predictor.close();
      throw e;
    }
  }
}
