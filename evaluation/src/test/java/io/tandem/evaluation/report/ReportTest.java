package io.tandem.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.evaluation.EvaluationFiles;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.report.Block;
import io.tandem.report.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReportTest {
  private Evaluation evaluation;
  private Path report;
  private String html;
  private String pdf;
  private JsonNode json;

  @BeforeAll
  void write(@TempDir Path folder) throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(
            folder,
            2000,
            """
            {"figure": "roc_auc", "better_by": 0.01},
            {"figure": "brier", "better_by": 0.5}
            """);
    evaluation = files.evaluation();
    report = folder.resolve("report");
    Report.write(evaluation, Verdict.of(evaluation), report);
    html = Files.readString(report.resolve("report.html"));
    json = JsonMapper.shared().readTree(report.resolve("report.json").toFile());
    try (PDDocument document = Loader.loadPDF(report.resolve("report.pdf").toFile())) {
      pdf = new PDFTextStripper().getText(document).replaceAll("[\\s\u00a0]+", " ");
    }
  }

  @Test
  void bothDocumentsSayTheSame() {
    String page =
        html.replaceAll("(?s)<style>.*?</style>|<desc.*?</desc>|<title.*?</title>", "")
            .replaceAll("<[^>]+>", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
            .replace("&#39;", "'")
            .replaceAll("[\\s\u00a0]+", " ");
    Document document = Report.document(evaluation, Verdict.of(evaluation));
    for (Block block : document.blocks()) {
      switch (block) {
        case Block.Heading(String text) -> assertWholly(text, page);
        case Block.Paragraph(String text) -> assertWholly(text, page);
        case Block.Banner banner -> assertWholly(banner.text(), page);
        case Block.Cards cards -> cards.cards().forEach(card -> assertSaid(card.value(), page));
        case Block.Table table ->
            table.rows().forEach(row -> row.forEach(cell -> assertSaid(cell, page)));
        case Block.Plots plots -> plots.pictures().forEach(one -> assertSaid(one.caption(), page));
      }
    }
  }

  private void assertWholly(String said, String page) {
    String text = said.replace('\u00a0', ' ');
    assertSaid(text, page);
    assertTrue(
        pdf.replace(" ", "").contains(text.replace(" ", "")), () -> "not in the PDF: " + text);
  }

  private void assertSaid(String said, String page) {
    String text = said.replace('\u00a0', ' ');
    assertTrue(page.contains(text), () -> "not in the page: " + text);
    // Cells are broken in lines there.
    for (String word : text.split(" ", -1)) {
      assertTrue(word.length() > 40 || pdf.contains(word), () -> "not in the PDF: " + word);
    }
  }

  @Test
  void whatComesFromTheInputIsNoMarkup() {
    assertTrue(html.contains("<h1>New &amp; old &lt;models&gt;</h1>"));
    assertFalse(html.contains("<models>"));
  }

  @Test
  void nothingIsLoadedAndNothingRuns() {
    assertFalse(
        Pattern.compile("<(script|link|img|iframe|object|embed|base|form)\\b")
            .matcher(html)
            .find());
    assertFalse(Pattern.compile("(src|href|url)\\s*[=(]|@import|https?:").matcher(html).find());
    assertTrue(html.contains("default-src 'none'"));
  }

  @Test
  void everyPlotHasATextAlternative() {
    int plots = html.split("<svg ", -1).length - 1;

    assertEquals(11, plots);
    assertEquals(plots, html.split("<desc id=", -1).length - 1);
    assertEquals(plots, html.split("<figcaption>", -1).length - 1);
  }

  @Test
  void thePdfHoldsVectorsAndOneEmbeddedFont() throws IOException {
    try (PDDocument document = Loader.loadPDF(report.resolve("report.pdf").toFile())) {
      assertTrue(document.getNumberOfPages() > 3);
      assertEquals("New & old <models>", document.getDocumentInformation().getTitle());
      for (PDPage page : document.getPages()) {
        assertFalse(page.getResources().getXObjectNames().iterator().hasNext());
        page.getResources()
            .getFontNames()
            .forEach(
                name -> {
                  try {
                    assertTrue(page.getResources().getFont(name).isEmbedded());
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
      }
    }
  }

  @Test
  void theModelRegistrysBlockAgreesWithItself() {
    JsonNode metrics = json.at("/binary_classification_metrics");
    double truePositives = metrics.at("/confusion_matrix/1/1").doubleValue();
    double falseNegatives = metrics.at("/confusion_matrix/1/0").doubleValue();
    double falsePositives = metrics.at("/confusion_matrix/0/1").doubleValue();
    double trueNegatives = metrics.at("/confusion_matrix/0/0").doubleValue();
    double precision = truePositives / (truePositives + falsePositives);
    double recall = truePositives / (truePositives + falseNegatives);

    assertEquals(2000, truePositives + falseNegatives + falsePositives + trueNegatives);
    assertEquals(precision, metrics.at("/precision/value").doubleValue(), 1e-15);
    assertEquals(recall, metrics.at("/recall/value").doubleValue(), 1e-15);
    assertEquals(
        2 * precision * recall / (precision + recall),
        metrics.at("/f1/value").doubleValue(),
        1e-15);
    assertEquals(
        (truePositives + trueNegatives) / 2000, metrics.at("/accuracy/value").doubleValue(), 1e-15);
    assertEquals(json.at("/figures/roc_auc/new/value"), metrics.at("/auc/value"));
    assertEquals(
        1 - json.at("/figures/approval_rate/new/value").doubleValue(),
        (truePositives + falsePositives) / 2000,
        1e-12);
    int points = metrics.at("/receiver_operating_characteristic_curve/true_positive_rates").size();
    assertTrue(points > 50 && points <= 201, points + " points");
  }

  @Test
  void theVerdictIsInAllThree() {
    assertTrue(html.contains("Failed 1 of 2 gates"));
    assertTrue(pdf.contains("Failed 1 of 2 gates"));
    assertEquals("failed", json.at("/verdict").stringValue());
    assertTrue(json.at("/gates/0/passed").booleanValue());
    assertFalse(json.at("/gates/1/passed").booleanValue());
  }
}
