package io.tandem.report.plot;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDPageContentStream;

/** Draws on a page of a PDF. Does not close the stream. */
public final class PdfCanvas implements Canvas {
  private final PDPageContentStream page;
  private final PdfFont font;
  private final double left;
  private final double top;
  private final double scale;

  /**
   * @param left of the drawing, in points from the left of the page
   * @param top of the drawing, in points from the bottom of the page
   * @param scale points per unit of the drawing
   */
  public PdfCanvas(PDPageContentStream page, PdfFont font, double left, double top, double scale) {
    this.page = page;
    this.font = font;
    this.left = left;
    this.top = top;
    this.scale = scale;
  }

  public static Color colour(Ink ink) {
    return new Color(ink.onPaper());
  }

  private float x(double x) {
    return (float) (left + scale * x);
  }

  private float y(double y) {
    return (float) (top - scale * y);
  }

  @Override
  public void line(double[] xs, double[] ys, Ink ink, double width, boolean dashed) {
    try {
      page.setStrokingColor(colour(ink));
      page.setLineWidth((float) (scale * width));
      page.setLineDashPattern(
          dashed ? new float[] {(float) (5 * scale), (float) (4 * scale)} : new float[0], 0);
      path(xs, ys);
      page.stroke();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void area(double[] xs, double[] ys, Ink ink) {
    try {
      page.setNonStrokingColor(colour(ink));
      path(xs, ys);
      page.fill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void path(double[] xs, double[] ys) throws IOException {
    page.moveTo(x(xs[0]), y(ys[0]));
    for (int i = 1; i < xs.length; i++) {
      page.lineTo(x(xs[i]), y(ys[i]));
    }
  }

  @Override
  public void marker(double x, double y, Marker marker, Ink ink) {
    int corners = marker == Marker.SQUARE ? 4 : 16;
    double radius = marker == Marker.SQUARE ? 3 * Math.sqrt(2) : 3.5;
    double[] xs = new double[corners];
    double[] ys = new double[corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * (i + 0.5) / corners;
      xs[i] = x + radius * Math.cos(angle);
      ys[i] = y + radius * Math.sin(angle);
    }
    area(xs, ys, ink);
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink) {
    double size = TEXT_SIZE * scale;
    double before =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> font.width(text, size) / 2;
          case END -> font.width(text, size);
        };
    font.write(page, x(x) - before, y(y), text, size, colour(ink), false);
  }
}
