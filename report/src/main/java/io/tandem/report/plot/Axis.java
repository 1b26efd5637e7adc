package io.tandem.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One direction of a plot.
 *
 * @param low where it begins
 * @param high where it ends
 * @param step between its marks, which lie at multiples of it
 * @param percent whether numbers are shares, shown in per cent
 */
public record Axis(String title, double low, double high, double step, boolean percent) {
  private static final int MARKS = 6;

  public Axis {
    if (!(low < high) || !(step > 0)) {
      throw new IllegalArgumentException("an axis from " + low + " to " + high);
    }
  }

  /** From 0 to 100 per cent. */
  public static Axis ofShare(String title) {
    return new Axis(title, 0, 1, 0.2, true);
  }

  /** With round numbers around all values. */
  public static Axis around(String title, double lowest, double highest, boolean percent) {
    double span = highest - lowest > 1e-12 ? highest - lowest : Math.max(1e-3, Math.abs(highest));
    double rough = span / (MARKS - 1);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double times : new double[] {1, 2, 5, 10}) {
      step = times * power;
      if (step >= rough * (1 - 1e-9)) {
        break;
      }
    }
    double low = step * Math.floor(lowest / step + 1e-9);
    double high = step * Math.ceil((lowest + span) / step - 1e-9);
    return new Axis(title, low, high, step, percent);
  }

  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (long i = Math.round(Math.ceil(low / step - 1e-9)); i * step <= high + 1e-9 * step; i++) {
      marks.add(i * step);
    }
    return marks;
  }

  String text(double mark) {
    double shown = percent ? 100 * mark : mark;
    int digits = Math.max(0, (int) Math.ceil(-Math.log10(percent ? 100 * step : step) - 1e-9));
    String text = String.format(Locale.ROOT, "%,." + digits + "f", shown);
    boolean zero = text.matches("-0(\\.0+)?");
    return (zero ? text.substring(1) : text.replace('-', '−')) + (percent ? " %" : "");
  }

  /** Where a value lies between two places. */
  double place(double value, double from, double to) {
    return from + (Math.clamp(value, low, high) - low) / (high - low) * (to - from);
  }
}
