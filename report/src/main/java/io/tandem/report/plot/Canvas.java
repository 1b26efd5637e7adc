package io.tandem.report.plot;

/** A surface for plots. */
public interface Canvas {
  /** Where a text lies from its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** The shape of a point. */
  enum Marker {
    CIRCLE,
    SQUARE
  }

  /**
   * A line through points.
   *
   * @param width of the line
   */
  void line(double[] xs, double[] ys, Ink ink, double width, boolean dashed);

  /** A filled polygon. */
  void area(double[] xs, double[] ys, Ink ink);

  /** A filled shape around a point. */
  void marker(double x, double y, Marker marker, Ink ink);

  /**
   * @param y of the base line
   */
  void text(double x, double y, String text, Anchor anchor, Ink ink);

  /** Of texts, in the units of the drawing. */
  double TEXT_SIZE = 12;

  /** How wide a text is, at most, whatever font the reader has. */
  static double widthOf(String text) {
    return 0.58 * TEXT_SIZE * text.length();
  }
}
