package io.tandem.featurecontainer;

import io.tandem.inferenceserver.Container;
import io.tandem.inferenceserver.ContainerProgram;
import io.tandem.inferenceserver.Settings;

/**
 * The container that turns orders into vectors ({@code serve}) and fits the features ({@code
 * train}), and the commands to work with a definition and a feature set by hand.
 */
public final class FeatureContainer implements ContainerProgram {
  /**
   * {@code true}: invocations are training records, and every vector starts with the record's
   * label. That is how the vectors a model is trained on are made.
   */
  static final String LABEL_FIRST = "TANDEM_LABEL_FIRST";

  public static void main(String[] args) {
    // The platform starts it with one of these; they load nothing of the commands.
    if (args.length == 1 && (args[0].equals("serve") || args[0].equals("train"))) {
      Container.run(args, System.getenv(), new FeatureContainer());
    } else {
      System.exit(Commands.run(Console.ofProcess(), args));
    }
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
