package io.tandem.report;

import static io.tandem.report.plot.SvgCanvas.escaped;

import io.tandem.report.plot.Ink;
import io.tandem.report.plot.SvgCanvas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Writes a document as one HTML file that needs nothing else and may load nothing: its policy
 * forbids it.
 */
public final class HtmlWriter {
  private static final String STYLE = style();

  private final StringBuilder html = new StringBuilder();
  private int plots;
  private boolean inSection;

  private HtmlWriter() {}

  public static String html(Document document) {
    HtmlWriter writer = new HtmlWriter();
    document.blocks().forEach(writer::write);
    writer.endSection();
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%1$s</title>
    <style>
    %2$s%3$s</style>
    </head>
    <body>
    <main>
    <header>
    <h1>%1$s</h1>
    <p>%4$s</p>
    </header>
    %5$s</main>
    </body>
    </html>
    """
        .formatted(
            escaped(document.title()), colours(), STYLE, escaped(document.subtitle()), writer.html);
  }

  /** The colours of the light scheme; the style sheet has those of the dark one. */
  private static String colours() {
    StringBuilder colours = new StringBuilder(":root {");
    for (Ink ink : Ink.values()) {
      colours.append("%s:#%06x;".formatted(ink.variable(), ink.onPaper()));
    }
    return colours.append("}\n").toString();
  }

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(HtmlWriter.class.getResourceAsStream("report.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Block block) {
    switch (block) {
      case Block.Heading(String text) -> {
        endSection();
        html.append("<section>\n<h2>").append(escaped(text)).append("</h2>\n");
        inSection = true;
      }
      case Block.Paragraph(String text) ->
          html.append("<p>").append(escaped(text)).append("</p>\n");
      case Block.Banner banner -> banner(banner);
      case Block.Cards(List<Block.Card> cards) -> {
        html.append("<div class=\"cards\">\n");
        cards.forEach(this::card);
        html.append("</div>\n");
      }
      case Block.Table table -> table(table);
      case Block.Plots(List<Block.Picture> pictures) -> {
        html.append("<div class=\"plots\">\n");
        pictures.forEach(this::picture);
        html.append("</div>\n");
      }
    }
  }

  private void endSection() {
    if (inSection) {
      html.append("</section>\n");
      inSection = false;
    }
  }

  private void banner(Block.Banner banner) {
    String symbol =
        switch (banner.status()) {
          case PASSED -> "✓";
          case FAILED -> "✗";
          case NONE -> "–";
        };
    html.append(
        """
        <p class="banner %s"><span aria-hidden="true">%s</span> %s</p>
        """
            .formatted(
                banner.status().name().toLowerCase(Locale.ROOT), symbol, escaped(banner.text())));
  }

  private void card(Block.Card card) {
    html.append(
        """
        <article>
        <h2>%s</h2>
        <p class="value">%s</p>
        <p class="range">%s</p>
        <p>%s</p>
        </article>
        """
            .formatted(
                escaped(card.title()),
                escaped(card.value()),
                escaped(card.range()),
                escaped(card.sentence())));
  }

  private void table(Block.Table table) {
    // Wide tables scroll by themselves; the focus lets a keyboard do it.
    html.append("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .append(escaped(table.caption()))
        .append("\">\n<table>\n<caption>")
        .append(escaped(table.caption()))
        .append("</caption>\n<thead><tr>");
    for (Block.Column column : table.columns()) {
      html.append(column.numbers() ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
          .append(escaped(column.name()))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String tag = i == 0 ? "th" : "td";
        html.append('<')
            .append(i == 0 ? "th scope=\"row\"" : "td")
            .append(table.columns().get(i).numbers() ? " class=\"n\">" : ">")
            .append(escaped(row.get(i)))
            .append("</")
            .append(tag)
            .append('>');
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private void picture(Block.Picture picture) {
    html.append("<figure>\n")
        .append(
            SvgCanvas.svg(
                picture.plot(), "plot" + ++plots, picture.caption(), picture.description()))
        .append("<figcaption>")
        .append(escaped(picture.caption()))
        .append("</figcaption>\n</figure>\n");
  }
}
