package io.tandem.modelcontainer.engine;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import java.util.List;

/**
 * What an artifact states of its model, for what a model file leaves open.
 *
 * @param objective the name of the output, or empty
 * @param width columns of a row, or 0 when not stated
 * @param columns their names, or empty
 */
public record Stated(String objective, int width, List<String> columns) {
  /** Of a bare model file. */
  public static final Stated NOTHING = new Stated("", 0, List.of());

  public Stated {
    columns = List.copyOf(columns);
  }

  /**
   * What the numbers mean of a model whose file does not say: scores, unless it is stated.
   *
   * @param numbers per row
   * @throws ContainerException when an unknown meaning is stated, or one that so many numbers
   *     cannot have
   */
  public ModelOutput output(int numbers) {
    return switch (objective) {
      case "", "score" -> new ModelOutput("score", Kind.SCORE, List.of(), numbers);
      case "margin" -> output(numbers, Kind.MARGIN, 1, 1);
      case "probability" -> output(numbers, Kind.PROBABILITY, 1, 2);
      case "probabilities" -> output(numbers, Kind.PROBABILITIES, 2, Integer.MAX_VALUE);
      default ->
          throw new ContainerException(
              "the objective \"%s\" is not known for a model file that does not say what its numbers mean; expected score, margin, probability or probabilities"
                  .formatted(objective));
    };
  }

  private ModelOutput output(int numbers, Kind kind, int fewest, int most) {
    if (numbers < fewest || numbers > most) {
      throw new ContainerException(
          "the objective is %s and the model gives %d numbers for a row; expected %s"
              .formatted(
                  objective,
                  numbers,
                  fewest == most ? "one" : most == 2 ? "one or two" : "two or more"));
    }
    return new ModelOutput(objective, kind, List.of(), numbers);
  }
}
