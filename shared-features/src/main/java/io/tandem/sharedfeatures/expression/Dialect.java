package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.text.Texts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The functions of a definition, and what they give; its field {@code dialect} chooses. The results
 * of a dialect never change. Other results need a new dialect, and the old ones stay.
 */
public enum Dialect {
  FIRST(1),
  /** Composed and decomposed letters fold to the same. */
  SECOND(2);

  public static final Dialect NEWEST = SECOND;

  public final int number;

  Dialect(int number) {
    this.number = number;
  }

  public static Optional<Dialect> of(double number) {
    return Stream.of(values()).filter(dialect -> dialect.number == number).findFirst();
  }

  private UnaryOperator<String> fold() {
    return switch (this) {
      case FIRST -> Texts::fold;
      case SECOND -> Texts::foldComposed;
    };
  }

  /** Every function by name. */
  public Map<String, NamedFunction> functions() {
    UnaryOperator<String> fold = fold();
    Map<String, NamedFunction> functions = new TreeMap<>();
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
