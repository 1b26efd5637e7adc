package io.tandem.report.plot;

import java.util.Locale;

/**
 * The purpose of a colour; the back end knows the colour itself. People who cannot tell red from
 * green can tell the colours apart, and colour alone carries no meaning.
 */
public enum Ink {
  TEXT(0x1b1f24),
  MUTED(0x5b6470),
  GRID(0xdde1e6),
  OLD(0xa04a00),
  CURRENT(0x1a56b0),
  /** The area below a line of the judged model. */
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
