package io.tandem.evaluation.statistics;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A value for the judged model and, if there is one, for the old model it is compared with.
 *
 * @param old empty when there is one model only
 */
public record ByModel<T>(T current, Optional<T> old) {
  public <R> ByModel<R> map(Function<? super T, ? extends R> function) {
    return new ByModel<>(function.apply(current), old.map(function));
  }

  /** Combines the values of each model; {@code other} has the same models. */
  public <U, R> ByModel<R> with(
      ByModel<U> other, BiFunction<? super T, ? super U, ? extends R> function) {
    return new ByModel<>(
        function.apply(current, other.current),
        old.flatMap(one -> other.old.map(two -> function.apply(one, two))));
  }

  /** In the order of tables: the old model, if there is one, then the current. */
  public List<T> oldFirst() {
    return old.map(one -> List.of(one, current)).orElseGet(() -> List.of(current));
  }
}
