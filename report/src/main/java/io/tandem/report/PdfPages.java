package io.tandem.report;

import io.tandem.report.plot.Ink;
import io.tandem.report.plot.PdfCanvas;
import io.tandem.report.plot.PdfFont;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a document, written from the top down. Lengths are points; positions count from the
 * left margin and down from the current position.
 */
final class PdfPages {
  static final double MARGIN = 48;
  static final double WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
  private static final double FOOT = 54;

  private final PDDocument document;
  private final PdfFont font;
  private final String title;
  private @Nullable PDPageContentStream page;
  private double top;
  private int count;

  /**
   * @param title at the foot of each page
   */
  PdfPages(PDDocument document, PdfFont font, String title) throws IOException {
    this.document = document;
    this.font = font;
    this.title = title;
    next();
  }

  private void next() throws IOException {
    finish();
    PDPage added = new PDPage(PDRectangle.A4);
    document.addPage(added);
    page = new PDPageContentStream(document, added);
    count++;
    top = PDRectangle.A4.getHeight() - MARGIN;
    String shown = title.length() > 90 ? title.substring(0, 89) + "…" : title;
    font.write(page, MARGIN, 30, shown, 7.5, PdfCanvas.colour(Ink.MUTED), false);
    String number = Integer.toString(count);
    font.write(
        page,
        MARGIN + WIDTH - font.width(number, 7.5),
        30,
        number,
        7.5,
        PdfCanvas.colour(Ink.MUTED),
        false);
  }

  /** Ends the last page. */
  void finish() throws IOException {
    if (page != null) {
      page.close();
      page = null;
    }
  }

  PDPageContentStream page() {
    if (page == null) {
      throw new IllegalStateException("finished");
    }
    return page;
  }

  /** The current position, from the foot of the page. */
  double top() {
    return top;
  }

  /** Begins a new page when this one lacks the room. */
  void ensure(double height) throws IOException {
    if (!fits(height)) {
      next();
    }
  }

  boolean fits(double height) {
    return top - height >= FOOT;
  }

  void skip(double height) {
    top -= height;
  }

  /**
   * @param y of the base line
   */
  void write(double x, double y, String text, double size, Ink ink, boolean bold) {
    font.write(page(), MARGIN + x, top - y, text, size, PdfCanvas.colour(ink), bold);
  }

  void fill(double x, double y, double width, double height, Ink ink) throws IOException {
    page().setNonStrokingColor(PdfCanvas.colour(ink));
    page().addRect((float) (MARGIN + x), (float) (top - y - height), (float) width, (float) height);
    page().fill();
  }
}
