package io.tandem.featurecontainer;

import io.tandem.featurecontainer.command.Commands;
import io.tandem.featurecontainer.command.Console;
import io.tandem.featurecontainer.serve.FeatureInference;
import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.featurecontainer.train.TrainJob;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.container.Container;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.util.List;

/**
 * The container that turns orders into vectors ({@code serve}) and fits the features ({@code
 * train}), and the commands to work with a definition and a feature set by hand.
 */
public final class FeatureContainer implements ContainerProgram {
  private final List<CustomEncoding> customEncodings;

  FeatureContainer(List<CustomEncoding> customEncodings) {
    this.customEncodings = List.copyOf(customEncodings);
  }

  public static void main(String[] args) {
    run(args, List.of());
  }

  /**
   * What {@code main} does, with custom encodings: for the {@code main} of a derived image. Does
   * not return before the program ends.
   */
  public static void run(String[] args, List<CustomEncoding> customEncodings) {
    // The platform starts it with one of these; they load nothing of the commands.
    if (args.length == 1 && (args[0].equals("serve") || args[0].equals("train"))) {
      Container.run(args, System.getenv(), new FeatureContainer(customEncodings));
    } else {
      System.exit(Commands.run(Console.ofProcess(), customEncodings, args));
    }
  }

  @Override
  public String name() {
    return "feature-container";
  }

  @Override
  public ArtifactLoader serve(Settings settings) {
    boolean labelFirst = settings.flag(FeatureInference.LABEL_FIRST, false);
    return new FeatureSetLoader(customEncodings, labelFirst);
  }

  @Override
  public Trainer train(Settings settings) {
    return new TrainJob(customEncodings)::train;
  }
}
