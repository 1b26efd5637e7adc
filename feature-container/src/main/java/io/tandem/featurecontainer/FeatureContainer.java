package io.tandem.featurecontainer;

import io.tandem.inferenceserver.Container;
import io.tandem.inferenceserver.ContainerProgram;
import io.tandem.inferenceserver.Settings;

/**
 * The container that turns orders into vectors ({@code serve}) and fits the features ({@code
 * train}).
 */
public final class FeatureContainer implements ContainerProgram {
  /**
   * {@code true}: invocations are training records, and every vector starts with the record's
   * label. That is how the vectors a model is trained on are made.
   */
  static final String LABEL_FIRST = "TANDEM_LABEL_FIRST";

  public static void main(String[] args) {
    Container.run(args, System.getenv(), new FeatureContainer());
  }

  @Override
  public String name() {
    return "feature-container";
  }

  @Override
  public Loader serve(Settings settings) {
    boolean labelFirst = settings.flag(LABEL_FIRST, false);
    return modelDirectory ->
        FeatureInference.load(FeatureArtifact.read(modelDirectory), labelFirst);
  }

  @Override
  public Trainer train(Settings settings) {
    return FeatureTraining::train;
  }
}
