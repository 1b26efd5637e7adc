package io.tandem.sharedfeatures;

import java.util.Optional;

/** A fault of an expression, with the column it stands at. */
final class ExpressionFault extends Exception {
  private static final long serialVersionUID = 1;

  private final String unknownSource;

  private ExpressionFault(String what, int at, String unknownSource) {
    super(what + " at column " + (at + 1), null, false, false);
    this.unknownSource = unknownSource;
  }

  /**
   * @param at counted from 0
   */
  ExpressionFault(String what, int at) {
    this(what, at, "");
  }

  static ExpressionFault unknownSource(Tokens.Token name, String hint) {
    return new ExpressionFault("unknown source " + name.text() + hint, name.at(), name.text());
  }

  /** The name that no source has, if that is the fault. */
  Optional<String> unknownSource() {
    return unknownSource.isEmpty() ? Optional.empty() : Optional.of(unknownSource);
  }
}
