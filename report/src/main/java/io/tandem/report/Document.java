package io.tandem.report;

import java.util.List;

/**
 * A report for people, whatever it is written as: {@link HtmlWriter} and {@link PdfWriter} write
 * the same content.
 *
 * @param subtitle one line below the title
 */
public record Document(String title, String subtitle, List<Block> blocks) {
  public Document {
    blocks = List.copyOf(blocks);
  }
}
