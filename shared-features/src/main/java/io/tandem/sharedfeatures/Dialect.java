package io.tandem.sharedfeatures;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the functions of a definition give: its field {@code dialect}. What one dialect gives never
 * changes; what should be otherwise is a new one, and the old ones stay.
 */
enum Dialect {
  FIRST(1, Texts::fold),
  /** Composed and decomposed letters fold to the same. */
  SECOND(2, Texts::foldComposed);

  static final Dialect NEWEST = SECOND;

  final int number;
  private final UnaryOperator<String> fold;

  Dialect(int number, UnaryOperator<String> fold) {
    this.number = number;
    this.fold = fold;
  }

  static Optional<Dialect> of(double number) {
    return Stream.of(values()).filter(dialect -> dialect.number == number).findFirst();
  }

  /** Every function by name. */
  Map<String, Function> functions() {
    Map<String, Function> functions = new TreeMap<>();
    Stream.of(
            NumberFunctions.ALL,
            TextFunctions.all(fold),
            CharacterFunctions.ALL,
            MatchFunctions.all(fold),
            AddressFunctions.ALL,
            TimeFunctions.ALL,
            TableFunctions.ALL,
            ArrayFunctions.ALL,
            GroupFunctions.ALL)
        .forEach(some -> some.forEach(function -> functions.put(function.name(), function)));
    return functions;
  }
}
