package io.tandem.report;

import io.tandem.report.plot.Ink;
import io.tandem.report.plot.PdfFont;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table over as many pages as it needs, with its head on each. */
final class PdfTable {
  private static final double SIZE = 8;
  private static final double LINE = 10.5;
  private static final double PADDING = 8;

  /** Points; a third of a page. */
  private static final double SHORT = 260;

  private final PdfPages pages;
  private final PdfFont font;
  private final Block.Table table;
  private final double[] widths;

  PdfTable(PdfPages pages, PdfFont font, Block.Table table) {
    this.pages = pages;
    this.font = font;
    this.table = table;
    this.widths = widths();
  }

  /** As wide as the content; when that is too wide, the widest columns shrink first. */
  private double[] widths() {
    double[] wanted = new double[table.columns().size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = longestWord(table.columns().get(i).name());
      for (List<String> row : table.rows()) {
        wanted[i] = Math.max(wanted[i], font.width(row.get(i), SIZE));
      }
      wanted[i] += PADDING;
    }
    double over = Arrays.stream(wanted).sum() - PdfPages.WIDTH;
    while (over > 0.01) {
      double widest = Arrays.stream(wanted).max().orElse(0);
      double second =
          Arrays.stream(wanted).filter(width -> width < widest - 0.01).max().orElse(widest - over);
      long count = Arrays.stream(wanted).filter(width -> width >= widest - 0.01).count();
      double less = Math.min(over / count, Math.max(widest - second, 0.02));
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] -= wanted[i] >= widest - 0.01 ? less : 0;
      }
      over = Arrays.stream(wanted).sum() - PdfPages.WIDTH;
    }
    return wanted;
  }

  private double longestWord(String text) {
    return Arrays.stream(text.split(" ", -1))
        .mapToDouble(word -> font.width(word, SIZE))
        .max()
        .orElse(0);
  }

  void write() throws IOException {
    double whole = 4 * LINE + height(head());
    for (List<String> row : table.rows()) {
      whole += height(row);
    }
    // A table that is short stays in one piece.
    pages.ensure(whole < SHORT ? whole : SHORT / 3);
    pages.skip(4);
    for (String line : font.lines(table.caption(), SIZE + 0.5, PdfPages.WIDTH)) {
      pages.write(0, LINE, line, SIZE + 0.5, Ink.MUTED, false);
      pages.skip(LINE + 1);
    }
    row(head(), true);
    for (List<String> row : table.rows()) {
      if (!pages.fits(height(row))) {
        pages.ensure(Double.MAX_VALUE);
        row(head(), true);
      }
      row(row, false);
    }
    pages.skip(10);
  }

  private List<String> head() {
    return table.columns().stream().map(Block.Column::name).toList();
  }

  private double height(List<String> row) {
    int lines = 1;
    for (int i = 0; i < row.size(); i++) {
      lines = Math.max(lines, font.lines(row.get(i), SIZE, widths[i] - PADDING).size());
    }
    return LINE * lines + 5;
  }

  private void row(List<String> row, boolean head) throws IOException {
    double height = height(row);
    double left = 0;
    for (int i = 0; i < row.size(); i++) {
      List<String> lines = new ArrayList<>(font.lines(row.get(i), SIZE, widths[i] - PADDING));
      double y = head ? height - 5 - LINE * (lines.size() - 1) : LINE;
      for (String line : lines) {
        double before =
            table.columns().get(i).numbers() ? widths[i] - PADDING - font.width(line, SIZE) : 0;
        pages.write(left + before, y, line, SIZE, head ? Ink.MUTED : Ink.TEXT, false);
        y += LINE;
      }
      left += widths[i];
    }
    pages.fill(0, height - 1, left - PADDING, 0.5, Ink.GRID);
    pages.skip(height);
  }
}
