package io.tandem.ordercontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.container.Container;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.modelcontainer.ModelContainer;
import io.tandem.modelcontainer.ModelLoader;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.util.List;

/**
 * The container that turns orders into predictions: a feature set and the model that was trained on
 * its vectors, in one process. It trains nothing; the feature container and the model container do.
 */
public final class OrderContainer implements ContainerProgram {
  private final List<CustomEncoding> customEncodings;

  /**
   * For who loads what it serves without being a container, with {@link #serve}.
   *
   * @param customEncodings of one's own, which the feature sets may name
   */
  public OrderContainer(List<CustomEncoding> customEncodings) {
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
    Container.run(args, System.getenv(), new OrderContainer(customEncodings));
  }

  @Override
  public String name() {
    return "order-container";
  }

  @Override
  public ArtifactLoader serve(Settings settings) {
    return new OrderLoader(customEncodings, ModelLoader.of(ModelContainer.engines(), settings));
  }

  @Override
  public Trainer train(Settings settings) {
    throw new ContainerException(
        "it has no training channel, it only serves: train the features with the feature container,"
            + " the model with the model container, and put both into one archive, as the folders"
            + " features and model");
  }
}
