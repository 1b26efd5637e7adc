package io.tandem.localaws.states.definition;

import java.util.Optional;

/** A text that is all one expression of JSONata, as <code>{% 1 + 1 %}</code>. */
public record Expression(String source) {
  static final String OPEN = "{%";
  static final String CLOSE = "%}";

  /** Empty of any other text, of half an expression too. */
  public static Optional<Expression> in(String text) {
    boolean whole =
        text.length() >= OPEN.length() + CLOSE.length()
            && text.startsWith(OPEN)
            && text.endsWith(CLOSE);
    return whole
        ? Optional.of(new Expression(text.substring(OPEN.length(), text.length() - CLOSE.length())))
        : Optional.empty();
  }
}
