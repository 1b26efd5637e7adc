package io.tandem.featurecontainer;

import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.container.Container;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.inferenceserver.container.LoadResult;
import io.tandem.sharedfeatures.custom.Operator;
import java.util.List;

/**
 * The container that turns orders into vectors ({@code serve}) and fits the features ({@code
 * train}), and the commands to work with a definition and a feature set by hand.
 */
public final class FeatureContainer implements ContainerProgram {
  private final List<Operator> operators;

  FeatureContainer(List<Operator> operators) {
    this.operators = List.copyOf(operators);
  }

  public static void main(String[] args) {
    run(args, List.of());
  }

  /**
   * What {@code main} does, with operators of one's own: for the {@code main} of a derived image.
   * Does not return before the program ends.
   */
  public static void run(String[] args, List<Operator> operators) {
    // The platform starts it with one of these; they load nothing of the commands.
    if (args.length == 1 && (args[0].equals("serve") || args[0].equals("train"))) {
      Container.run(args, System.getenv(), new FeatureContainer(operators));
    } else {
      System.exit(Commands.run(Console.ofProcess(), operators, args));
    }
  }

  @Override
  public String name() {
    return "feature-container";
  }

  @Override
  public Loader serve(Settings settings) {
    boolean labelFirst = settings.flag(FeatureInference.LABEL_FIRST, false);
    return (modelDirectory, resources) ->
        LoadResult.of(
            () ->
                FeatureInference.load(
                    FeatureArtifact.read(modelDirectory, operators), labelFirst, resources));
  }

  @Override
  public Trainer train(Settings settings) {
    return new FeatureTraining(operators)::train;
  }
}
