package io.tandem.report.plot;

import java.util.List;

/** Values with their intervals, one below the other, on both sides of zero or along an axis. */
public record IntervalPlot(Axis x, List<Row> rows) implements Plot {
  /**
   * A value and its interval.
   *
   * @param name beside it
   */
  public record Row(String name, double value, double low, double high) {}

  private static final double LEFT = 150;
  private static final double RIGHT = WIDTH - 22;
  private static final double TOP = 12;
  private static final double ROW = 22;
  private static final int LONGEST_NAME = 22;

  public IntervalPlot {
    rows = List.copyOf(rows);
  }

  @Override
  public double height() {
    return bottom() + 44;
  }

  private double bottom() {
    return TOP + ROW * rows.size();
  }

  @Override
  public void draw(Canvas canvas) {
    for (double mark : x.marks()) {
      double at = x.place(mark, LEFT, RIGHT);
      boolean zero = Math.abs(mark) < 1e-9;
      canvas.line(
          new double[] {at, at},
          new double[] {TOP, bottom()},
          zero ? Ink.MUTED : Ink.GRID,
          1,
          zero);
      canvas.text(at, bottom() + 16, x.text(mark), Canvas.Anchor.MIDDLE, Ink.MUTED);
    }
    canvas.text(RIGHT, bottom() + 36, x.title(), Canvas.Anchor.END, Ink.MUTED);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = TOP + ROW * (i + 0.5);
      canvas.text(LEFT - 10, y + 4, shortened(row.name()), Canvas.Anchor.END, Ink.TEXT);
      canvas.line(
          new double[] {x.place(row.low(), LEFT, RIGHT), x.place(row.high(), LEFT, RIGHT)},
          new double[] {y, y},
          Ink.CURRENT,
          2,
          false);
      canvas.marker(x.place(row.value(), LEFT, RIGHT), y, Canvas.Marker.CIRCLE, Ink.CURRENT);
    }
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }
}
