package io.tandem.sharedfeatures.expression;

import java.util.Optional;

/** A fault of an expression, with the column it stands at. */
public final class ExpressionFault extends Exception {
  private static final long serialVersionUID = 1;

  private final String unknownName;
  private final int at;

  private ExpressionFault(String what, int at, String unknownName) {
    super(what + " at column " + (at + 1), null, false, false);
    this.unknownName = unknownName;
    this.at = at;
  }

  /**
   * @param at counted from 0
   */
  ExpressionFault(String what, int at) {
    this(what, at, "");
  }

  public static ExpressionFault unknownName(Tokens.Token name, String hint) {
    return new ExpressionFault("unknown name " + name.text() + hint, name.at(), name.text());
  }

  /** The column it stands at, from 0. */
  public int at() {
    return at;
  }

  /** The name that nothing has, if that is the fault. */
  public Optional<String> unknownName() {
    return unknownName.isEmpty() ? Optional.empty() : Optional.of(unknownName);
  }
}
