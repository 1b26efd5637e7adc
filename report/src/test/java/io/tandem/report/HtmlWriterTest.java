package io.tandem.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HtmlWriterTest {
  private static final String HTML = HtmlWriter.html(Documents.ofEveryBlock());

  @Test
  void textIsNoMarkup() {
    assertTrue(HTML.contains("<h1>Tea &amp; &lt;coffee&gt;</h1>"));
    assertTrue(HTML.contains("<p>Words with &lt;markup&gt; &amp; an umlaut: ä.</p>"));
    assertFalse(HTML.contains("<coffee>") || HTML.contains("<markup>"));
  }

  @Test
  void thePageMayLoadNothing() {
    assertTrue(HTML.contains("default-src 'none'"));
    assertFalse(
        Pattern.compile("<(script|link|img|iframe)\\b|https?:|url\\(").matcher(HTML).find());
  }

  @Test
  void everyPlotHasATextAlternative() {
    assertEquals(2, HTML.split("<svg role=\"img\" aria-labelledby=", -1).length - 1);
    assertTrue(HTML.contains("<desc id=\"plot1-d\">It rises.</desc>"));
    assertTrue(HTML.contains("<figcaption>A line</figcaption>"));
  }

  @Test
  void sectionsAreClosed() {
    assertEquals(1, HTML.split("<section>", -1).length - 1);
    assertEquals(1, HTML.split("</section>", -1).length - 1);
  }
}
