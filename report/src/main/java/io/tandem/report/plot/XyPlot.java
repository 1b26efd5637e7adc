package io.tandem.report.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lines and points over two axes. */
public record XyPlot(Axis x, Axis y, List<Series> series) implements Plot {
  private static final double LEFT = 52;
  private static final double RIGHT = WIDTH - 22;
  private static final double TOP = 44;
  private static final double BOTTOM = 262;

  public XyPlot {
    series = List.copyOf(series);
  }

  @Override
  public double height() {
    return 306;
  }

  @Override
  public void draw(Canvas canvas) {
    grid(canvas);
    for (Series one : series) {
      if (one.filled()) {
        fill(canvas, one);
      }
    }
    for (Series one : series) {
      points(canvas, one);
    }
    legend(canvas);
  }

  private void grid(Canvas canvas) {
    canvas.text(4, 14, y.title(), Canvas.Anchor.START, Ink.MUTED);
    for (double mark : y.marks()) {
      double at = y.place(mark, BOTTOM, TOP);
      canvas.line(new double[] {LEFT, RIGHT}, new double[] {at, at}, Ink.GRID, 1, false);
      canvas.text(LEFT - 6, at + 4, y.text(mark), Canvas.Anchor.END, Ink.MUTED);
    }
    for (double mark : x.marks()) {
      double at = x.place(mark, LEFT, RIGHT);
      canvas.line(new double[] {at, at}, new double[] {BOTTOM, BOTTOM + 4}, Ink.MUTED, 1, false);
      canvas.text(at, BOTTOM + 18, x.text(mark), Canvas.Anchor.MIDDLE, Ink.MUTED);
    }
    canvas.line(new double[] {LEFT, RIGHT}, new double[] {BOTTOM, BOTTOM}, Ink.MUTED, 1, false);
    canvas.text(RIGHT, BOTTOM + 38, x.title(), Canvas.Anchor.END, Ink.MUTED);
  }

  private void fill(Canvas canvas, Series one) {
    int points = one.xs().length;
    double[] xs = Arrays.copyOf(places(x, one.xs(), LEFT, RIGHT), points + 2);
    double[] ys = Arrays.copyOf(places(y, one.ys(), BOTTOM, TOP), points + 2);
    xs[points] = xs[points - 1];
    ys[points] = BOTTOM;
    xs[points + 1] = xs[0];
    ys[points + 1] = BOTTOM;
    canvas.area(xs, ys, Ink.CURRENT_SOFT);
  }

  private void points(Canvas canvas, Series one) {
    double[] xs = places(x, one.xs(), LEFT, RIGHT);
    double[] ys = places(y, one.ys(), BOTTOM, TOP);
    one.bars()
        .ifPresent(
            bars -> {
              double[] low = places(y, bars.low(), BOTTOM, TOP);
              double[] high = places(y, bars.high(), BOTTOM, TOP);
              for (int i = 0; i < xs.length; i++) {
                canvas.line(
                    new double[] {xs[i], xs[i]},
                    new double[] {low[i], high[i]},
                    one.ink(),
                    1,
                    false);
              }
            });
    canvas.line(xs, ys, one.ink(), one.name().isEmpty() ? 1 : 2, one.dashed());
    // A line of one point is invisible.
    one.marker()
        .or(() -> xs.length == 1 ? one.withMarkers().marker() : Optional.empty())
        .ifPresent(
            marker -> {
              for (int i = 0; i < xs.length; i++) {
                canvas.marker(xs[i], ys[i], marker, one.ink());
              }
            });
  }

  private static double[] places(Axis axis, double[] values, double from, double to) {
    return Arrays.stream(values).map(value -> axis.place(value, from, to)).toArray();
  }

  private void legend(Canvas canvas) {
    double at = LEFT;
    for (Series one : series) {
      if (!one.name().isEmpty()) {
        canvas.line(new double[] {at, at + 22}, new double[] {28, 28}, one.ink(), 2, one.dashed());
        double middle = at + 11;
        one.marker().ifPresent(marker -> canvas.marker(middle, 28, marker, one.ink()));
        canvas.text(at + 27, 32, one.name(), Canvas.Anchor.START, Ink.TEXT);
        at += 27 + Canvas.widthOf(one.name()) + 16;
      }
    }
  }
}
