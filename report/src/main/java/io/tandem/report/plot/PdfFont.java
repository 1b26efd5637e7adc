package io.tandem.report.plot;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/**
 * The font of a document, embedded with the letters in use: Liberation Sans (SIL Open Font
 * License), which comes with PDFBox. Letters that it lacks become question marks.
 */
public final class PdfFont {
  private static final String RESOURCE =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private final PDType0Font font;
  private final Map<Integer, Boolean> known = new HashMap<>();

  private PdfFont(PDType0Font font) {
    this.font = font;
  }

  public static PdfFont of(PDDocument document) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PDDocument.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new PdfFont(PDType0Font.load(document, in));
    }
  }

  /** In points. */
  public double width(String text, double size) {
    try {
      return font.getStringWidth(shown(text)) / 1000 * size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Broken at spaces, and within words that are too long; at least one line. */
  public List<String> lines(String text, double size, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (width(longer, size) <= width) {
        line = longer;
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line);
      }
      line = word;
      while (width(line, size) > width && line.length() > 1) {
        int end = 1;
        while (end < line.length() - 1 && width(line.substring(0, end + 1), size) <= width) {
          end++;
        }
        lines.add(line.substring(0, end));
        line = line.substring(end);
      }
    }
    lines.add(line);
    return lines;
  }

  /**
   * @param x in points from the left of the page
   * @param y of the base line, in points from the bottom of the page
   */
  public void write(
      PDPageContentStream page,
      double x,
      double y,
      String text,
      double size,
      Color colour,
      boolean bold) {
    try {
      page.beginText();
      page.setFont(font, (float) size);
      page.setNonStrokingColor(colour);
      // The font has one weight; its outline makes another.
      page.setRenderingMode(bold ? RenderingMode.FILL_STROKE : RenderingMode.FILL);
      if (bold) {
        page.setStrokingColor(colour);
        page.setLineDashPattern(new float[0], 0);
        page.setLineWidth((float) (size / 30));
      }
      page.newLineAtOffset((float) x, (float) y);
      page.showText(shown(text));
      page.endText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            letter -> {
              if (known.computeIfAbsent(letter, this::isKnown)) {
                shown.appendCodePoint(letter);
              } else {
                shown.append('?');
              }
            });
    return shown.toString();
  }

  private boolean isKnown(int letter) {
    try {
      font.encode(Character.toString(letter));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
