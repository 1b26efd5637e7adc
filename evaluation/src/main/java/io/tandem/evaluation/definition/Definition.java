package io.tandem.evaluation.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is evaluated and by what it is judged: the content of {@code evaluation.json}.
 *
 * @param title of the report
 * @param predictions where id and probability are in the rows of the model that is judged
 * @param old the same in the rows of the model it is compared with
 * @param outcome what came true
 * @param slices groups of rows that are looked at on their own
 * @param sliceMinimum what a group must hold to be judged
 * @param decision from which probability on an order is refused, and what errors cost; empty when
 *     decisions are not looked at
 * @param gates what the model must hold to pass
 * @param rounds of the bootstrap
 * @param seed of the bootstrap: the same one gives the same intervals
 * @param contributions of features to predictions; empty when they are not looked at
 */
public record Definition(
    String title,
    Source predictions,
    Source old,
    Outcome outcome,
    List<Slice> slices,
    Minimum sliceMinimum,
    Optional<Decision> decision,
    List<Gate> gates,
    int rounds,
    long seed,
    Optional<Contributions> contributions) {
  public Definition {
    slices = List.copyOf(slices);
    gates = List.copyOf(gates);
  }

  /** Without the gates that compare with an old model. */
  public Definition ofFirstModel() {
    return new Definition(
        title,
        predictions,
        old,
        outcome,
        slices,
        sliceMinimum,
        decision,
        gates.stream().filter(gate -> !gate.compares()).toList(),
        rounds,
        seed,
        contributions);
  }

  /**
   * What each feature contributed to a prediction, as the model container answers it.
   *
   * @param field of the predictions
   * @param oldField of the old predictions; empty when they have none
   * @param names of the features, for rows that have none; empty for their numbers
   * @param values by feature: where its value is, beside the outcome
   */
  public record Contributions(
      Field field, Optional<Field> oldField, List<String> names, Map<String, Field> values) {
    public Contributions {
      names = List.copyOf(names);
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * @param id empty when rows are not joined
   */
  public record Source(Optional<Field> id, Field probability) {}

  /**
   * @param id where it is in a file of outcomes
   * @param label whether the order was not paid
   * @param means the label in words
   * @param amount of the order
   * @param currency of the amount, for people
   * @param time when the order was placed: a date or time in ISO 8601
   */
  public record Outcome(
      Optional<Field> id,
      Field label,
      String means,
      Optional<Field> amount,
      String currency,
      Optional<Field> time) {}

  /**
   * Groups of rows by the values of a field.
   *
   * @param equals when present there are two groups: rows with this value, and the others
   * @param bands borders of number ranges, ascending, each the first of the range above; when
   *     empty, many different numbers are cut into fifths
   */
  public record Slice(String name, Field field, Optional<String> equals, List<Double> bands) {
    public Slice {
      bands = List.copyOf(bands);
    }
  }

  /** The least rows of a group that is judged. */
  public record Minimum(int rows, int rowsOfEachClass) {}

  /**
   * @param threshold from which on the model refuses; when empty that of least cost
   * @param oldThreshold of the model it is compared with; as {@code threshold} when empty
   * @param costs of errors; empty when nothing is known of them, then a threshold is given
   */
  public record Decision(
      OptionalDouble threshold, OptionalDouble oldThreshold, Optional<Costs> costs) {}

  /** Costs of errors. */
  public record Costs(Cost approvedBad, Cost refusedGood) {}

  /** Of one error, in the currency of the amounts. */
  public record Cost(double shareOfAmount, double fixed) {
    /**
     * @param amount of the order
     */
    public double of(double amount) {
      return shareOfAmount * amount + fixed;
    }
  }

  /** Whether a cost depends on the order's amount. */
  public boolean costsDependOnAmounts() {
    return decision
        .flatMap(Decision::costs)
        .map(
            costs ->
                costs.approvedBad().shareOfAmount() != 0
                    || costs.refusedGood().shareOfAmount() != 0)
        .orElse(false);
  }
}
