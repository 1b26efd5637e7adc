package io.tandem.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

final class PdfWriterTest {
  @Test
  void theSameDocumentGivesTheSameBytes() throws IOException {
    assertArrayEquals(
        PdfWriter.pdf(Documents.ofEveryBlock()), PdfWriter.pdf(Documents.ofEveryBlock()));
  }

  @Test
  void everyBlockIsWrittenAndALongTableHasItsHeadOnEachPage() throws IOException {
    try (PDDocument document = Loader.loadPDF(PdfWriter.pdf(Documents.ofEveryBlock()))) {
      String text = new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
      for (String said :
          new String[] {
            "Tea & <coffee>",
            "one of each block",
            "Failed the gate",
            "0.7194",
            "an umlaut: ä.",
            "A section",
            "row 199 39601",
            "A line",
            "Intervals"
          }) {
        assertTrue(text.contains(said), () -> "not in the PDF: " + said);
      }
      int heads = text.split("Name Value", -1).length - 1;
      assertTrue(heads >= 3 && heads <= document.getNumberOfPages(), heads + " heads");
    }
  }

  @Test
  void plotsAreVectorsAndTheFontIsEmbedded() throws IOException {
    try (PDDocument document = Loader.loadPDF(PdfWriter.pdf(Documents.ofEveryBlock()))) {
      assertEquals("Tea & <coffee>", document.getDocumentInformation().getTitle());
      for (PDPage page : document.getPages()) {
        assertFalse(page.getResources().getXObjectNames().iterator().hasNext());
        for (COSName name : page.getResources().getFontNames()) {
          assertTrue(page.getResources().getFont(name).isEmbedded());
        }
      }
    }
  }
}
