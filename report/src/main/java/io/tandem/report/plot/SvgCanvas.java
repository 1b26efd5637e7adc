package io.tandem.report.plot;

import java.util.Locale;

/** Writes a plot as an {@code svg} element for a page whose style sheet knows {@link Ink}. */
public final class SvgCanvas implements Canvas {
  private final StringBuilder svg = new StringBuilder();

  private SvgCanvas() {}

  /**
   * @param id unique in the page
   * @param title a text alternative, short
   * @param description what the plot shows, for readers who cannot see it
   */
  public static String svg(Plot plot, String id, String title, String description) {
    SvgCanvas canvas = new SvgCanvas();
    plot.draw(canvas);
    return """
        <svg role="img" aria-labelledby="%1$s-t %1$s-d" viewBox="0 0 %2$s %3$s">
        <title id="%1$s-t">%4$s</title>
        <desc id="%1$s-d">%5$s</desc>
        %6$s</svg>
        """
        .formatted(
            id,
            number(Plot.WIDTH),
            number(plot.height()),
            escaped(title),
            escaped(description),
            canvas.svg);
  }

  /** Escaped, to stand between tags or in quotes. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public void line(double[] xs, double[] ys, Ink ink, double width, boolean dashed) {
    svg.append("<path fill=\"none\" d=\"").append(path(xs, ys)).append('"');
    svg.append(" stroke=\"").append(colour(ink)).append('"');
    svg.append(" stroke-width=\"").append(number(width)).append('"');
    svg.append(dashed ? " stroke-dasharray=\"5 4\"/>\n" : "/>\n");
  }

  @Override
  public void area(double[] xs, double[] ys, Ink ink) {
    svg.append("<path d=\"").append(path(xs, ys)).append("Z\" fill=\"").append(colour(ink));
    svg.append("\"/>\n");
  }

  @Override
  public void marker(double x, double y, Marker marker, Ink ink) {
    svg.append(
        switch (marker) {
          case CIRCLE -> "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\"".formatted(number(x), number(y));
          case SQUARE ->
              "<rect x=\"%s\" y=\"%s\" width=\"6\" height=\"6\""
                  .formatted(number(x - 3), number(y - 3));
        });
    svg.append(" fill=\"").append(colour(ink)).append("\"/>\n");
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink) {
    svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
    svg.append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT));
    svg.append("\" fill=\"").append(colour(ink)).append("\">");
    svg.append(escaped(text)).append("</text>\n");
  }

  private static String path(double[] xs, double[] ys) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      path.append(i == 0 ? 'M' : 'L').append(number(xs[i])).append(' ').append(number(ys[i]));
    }
    return path.toString();
  }

  private static String colour(Ink ink) {
    return "var(" + ink.variable() + ")";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
