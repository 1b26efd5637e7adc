package io.tandem.report.plot;

import java.util.Locale;

/**
 * What something is drawn for; the back end knows its colour. Colours are told apart by people who
 * see no red and green, and nothing is told by colour alone.
 */
public enum Ink {
  TEXT(0x1b1f24),
  MUTED(0x5b6470),
  GRID(0xdde1e6),
  OLD(0xa04a00),
  CURRENT(0x1a56b0),
  /** Behind a line of the new model. */
  CURRENT_SOFT(0xdbe7f8),
  PASSED(0x1a6b3c),
  FAILED(0xb3261e);

  private final int onPaper;

  Ink(int onPaper) {
    this.onPaper = onPaper;
  }

  /** Red, green and blue on a white ground. */
  public int onPaper() {
    return onPaper;
  }

  /** The name of its colour in a style sheet. */
  public String variable() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
