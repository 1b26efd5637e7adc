package io.tandem.report.plot;

import java.util.Optional;

/**
 * Points of one kind in a plot.
 *
 * @param name for the legend; empty for none
 * @param marker empty for a line without points
 * @param bars from {@code low} to {@code high} at each point
 * @param filled whether the area down to the lower axis is tinted
 */
@SuppressWarnings("ArrayRecordComponent") // points to be drawn, never compared
public record Series(
    String name,
    Ink ink,
    boolean dashed,
    Optional<Canvas.Marker> marker,
    double[] xs,
    double[] ys,
    Optional<Bars> bars,
    boolean filled) {
  /** Uncertainty of the points. */
  @SuppressWarnings("ArrayRecordComponent") // as above
  public record Bars(double[] low, double[] high) {}

  public Series {
    if (xs.length != ys.length) {
      throw new IllegalArgumentException("points of " + xs.length + " and " + ys.length);
    }
  }

  /** The line that is judged. */
  public static Series current(String name, double[] xs, double[] ys) {
    return new Series(name, Ink.CURRENT, false, Optional.empty(), xs, ys, Optional.empty(), false);
  }

  /** The line it is compared with. */
  public static Series old(String name, double[] xs, double[] ys) {
    return new Series(name, Ink.OLD, true, Optional.empty(), xs, ys, Optional.empty(), false);
  }

  /** A thin line to compare with, without a name. */
  public static Series reference(double[] xs, double[] ys) {
    return new Series("", Ink.MUTED, true, Optional.empty(), xs, ys, Optional.empty(), false);
  }

  public Series withMarkers() {
    Canvas.Marker shape = ink == Ink.OLD ? Canvas.Marker.SQUARE : Canvas.Marker.CIRCLE;
    return new Series(name, ink, dashed, Optional.of(shape), xs, ys, bars, filled);
  }

  public Series withBars(double[] low, double[] high) {
    return new Series(name, ink, dashed, marker, xs, ys, Optional.of(new Bars(low, high)), filled);
  }

  public Series withFill() {
    return new Series(name, ink, dashed, marker, xs, ys, bars, true);
  }
}
