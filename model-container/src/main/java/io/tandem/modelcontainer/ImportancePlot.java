package io.tandem.modelcontainer;

import java.util.List;
import java.util.Locale;

/** Draws the most important features as bars, in SVG. */
final class ImportancePlot {
  private static final int MOST = 30;
  private static final int LINE = 22;
  private static final int TOP = 48;
  private static final int LABEL = 260;
  private static final int BAR = 380;
  private static final int WIDTH = 760;
  private static final int LONGEST = 36;

  private ImportancePlot() {}

  /**
   * @param all the most important one first
   */
  static String svg(String title, List<FeatureImportance> all) {
    List<FeatureImportance> shown =
        all.stream().filter(some -> some.measure() > 0).limit(MOST).toList();
    double largest = shown.isEmpty() ? 1 : shown.getFirst().measure();
    int height = TOP + LINE * Math.max(1, shown.size()) + 16;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="sans-serif" font-size="13">
            <title>%s</title>
            <rect width="100%%" height="100%%" fill="#fff"/>
            <text x="16" y="28" font-size="16" fill="#222">%s</text>
            """
                .formatted(WIDTH, height, WIDTH, height, escaped(title), escaped(title)));
    for (int i = 0; i < shown.size(); i++) {
      FeatureImportance one = shown.get(i);
      int y = TOP + i * LINE;
      double length = Math.max(1, BAR * one.measure() / largest);
      svg.append(
          String.format(
              Locale.ROOT,
              """
              <text x="%d" y="%d" text-anchor="end" fill="#222">%s</text>
              <rect x="%d" y="%d" width="%.1f" height="%d" fill="#3b6ea5"/>
              <text x="%.1f" y="%d" fill="#555">%.4g</text>
              """,
              LABEL - 8,
              y + 15,
              escaped(shortened(one.feature())),
              LABEL,
              y + 3,
              length,
              LINE - 6,
              LABEL + length + 6,
              y + 15,
              one.measure()));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST - 1)) + "\u2026";
  }

  private static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
