package io.tandem.report;

import io.tandem.report.plot.Ink;
import io.tandem.report.plot.PdfCanvas;
import io.tandem.report.plot.PdfFont;
import io.tandem.report.plot.Plot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Writes a document as a PDF on A4, with the plots as vectors and the font embedded. Nothing in it
 * depends on the time or the machine.
 */
public final class PdfWriter implements AutoCloseable {
  private static final double BODY = 9.5;
  private static final double SMALL = 8;
  private static final double GAP = 12;

  private final PDDocument document = new PDDocument();
  private final PdfFont font;
  private final PdfPages pages;

  private PdfWriter(Document content) throws IOException {
    this.font = PdfFont.of(document);
    this.pages = new PdfPages(document, font, content.title());
  }

  public static byte[] pdf(Document content) throws IOException {
    try (PdfWriter writer = new PdfWriter(content)) {
      writer.text(content.title(), 18, Ink.TEXT, true);
      writer.text(content.subtitle(), BODY, Ink.MUTED, false);
      for (Block block : content.blocks()) {
        writer.write(block);
      }
      return writer.bytes(content);
    }
  }

  private byte[] bytes(Document content) throws IOException {
    pages.finish();
    document.getDocumentInformation().setTitle(content.title());
    document.getDocumentCatalog().setLanguage("en");
    // By default it is made from the time.
    document.setDocumentId(0L);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.save(out);
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    document.close();
  }

  private void write(Block block) throws IOException {
    switch (block) {
      case Block.Heading(String text) -> {
        // A heading never stands alone at the foot of a page.
        pages.ensure(120);
        pages.skip(GAP);
        text(text, 13, Ink.TEXT, true);
      }
      case Block.Paragraph(String text) -> text(text, BODY, Ink.TEXT, false);
      case Block.Banner banner -> banner(banner);
      case Block.Cards(List<Block.Card> cards) -> cards(cards);
      case Block.Table table -> new PdfTable(pages, font, table).write();
      case Block.Plots(List<Block.Picture> pictures) -> plots(pictures);
    }
  }

  private void text(String text, double size, Ink ink, boolean bold) throws IOException {
    List<String> lines = font.lines(text, size, PdfPages.WIDTH);
    pages.ensure(Math.min(200, 1.35 * size * lines.size()));
    for (String line : lines) {
      pages.ensure(1.35 * size);
      pages.write(0, size, line, size, ink, bold);
      pages.skip(1.35 * size);
    }
    pages.skip(0.4 * size);
  }

  private void banner(Block.Banner banner) throws IOException {
    Ink ink =
        switch (banner.status()) {
          case PASSED -> Ink.PASSED;
          case FAILED -> Ink.FAILED;
          case NONE -> Ink.MUTED;
        };
    pages.skip(6);
    pages.fill(0, 0, 5, 26, ink);
    pages.write(14, 18, banner.text(), 13, ink, true);
    pages.skip(26 + GAP);
  }

  private void cards(List<Block.Card> cards) throws IOException {
    double width = (PdfPages.WIDTH - GAP * (cards.size() - 1)) / cards.size();
    double deepest = 0;
    for (int i = 0; i < cards.size(); i++) {
      double left = i * (width + GAP);
      Block.Card card = cards.get(i);
      double y = 12;
      pages.fill(left, 0, width, 1, Ink.GRID);
      for (String line : font.lines(card.title(), BODY, width)) {
        pages.write(left, y, line, BODY, Ink.MUTED, true);
        y += 13;
      }
      pages.write(left, y + 12, card.value(), 20, Ink.TEXT, true);
      y += 28;
      for (String line : font.lines(card.range(), SMALL, width)) {
        pages.write(left, y, line, SMALL, Ink.MUTED, false);
        y += 11;
      }
      y += 4;
      for (String line : font.lines(card.sentence(), SMALL + 0.5, width)) {
        pages.write(left, y, line, SMALL + 0.5, Ink.TEXT, false);
        y += 11.5;
      }
      deepest = Math.max(deepest, y);
    }
    pages.skip(deepest);
  }

  /** Two in a row. */
  private void plots(List<Block.Picture> pictures) throws IOException {
    double width = (PdfPages.WIDTH - 2 * GAP) / 2;
    double scale = width / Plot.WIDTH;
    for (int i = 0; i < pictures.size(); i += 2) {
      List<Block.Picture> row = pictures.subList(i, Math.min(i + 2, pictures.size()));
      List<List<String>> captions = new ArrayList<>();
      double height = 0;
      for (Block.Picture picture : row) {
        List<String> caption = font.lines(picture.caption(), SMALL, width);
        captions.add(caption);
        height = Math.max(height, scale * picture.plot().height() + 10 + 10.5 * caption.size());
      }
      pages.ensure(height);
      for (int j = 0; j < row.size(); j++) {
        double left = j * (width + 2 * GAP);
        Plot plot = row.get(j).plot();
        plot.draw(new PdfCanvas(pages.page(), font, PdfPages.MARGIN + left, pages.top(), scale));
        double y = scale * plot.height() + 8;
        for (String line : captions.get(j)) {
          pages.write(left, y, line, SMALL, Ink.MUTED, false);
          y += 10.5;
        }
      }
      pages.skip(height + 6);
    }
  }
}
