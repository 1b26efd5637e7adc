package io.tandem.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.evaluation.EvaluationFiles;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Skipped where there is no browser, but for CI, which has one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrowserTest {
  private Browser browser;
  private Path page;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(
        Browser.isThere() || "true".equals(System.getenv("CI")),
        "no /usr/bin/chromedriver (Debian: chromium-driver)");
    EvaluationFiles files =
        EvaluationFiles.in(folder, 1000, "{\"figure\": \"roc_auc\", \"better_by\": 0}");
    Evaluation evaluation = files.evaluation();
    Report.write(evaluation, Verdict.of(evaluation), folder);
    page = folder.resolve("report.html");
    browser = Browser.start();
    browser.open(page.toUri());
  }

  @AfterAll
  void close() throws IOException, InterruptedException {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void noRequestLeavesThePage(@TempDir Path folder) throws IOException, InterruptedException {
    browser.requests();
    browser.open(page.toUri());

    assertEquals(List.of(page.toUri().toString()), browser.requests());
    assertEquals(List.of(), browser.console());

    // The same page with a picture from outside, and without its policy, is found out.
    Path leaky = folder.resolve("leaky.html");
    Files.writeString(
        leaky,
        Files.readString(page)
            .replaceFirst("<meta http-equiv[^>]*>", "")
            .replace("<main>", "<main><img src=\"http://127.0.0.1:9/x.png\">"));
    browser.open(leaky.toUri());
    assertTrue(browser.requests().contains("http://127.0.0.1:9/x.png"));
    browser.console();
    browser.open(page.toUri());
  }

  @Test
  void thePlotsAreThere() throws IOException, InterruptedException {
    JsonNode plots =
        browser.run(
            """
            return [...document.querySelectorAll('svg[role=img]')].map(svg => {
              const box = svg.getBoundingClientRect();
              const lines = [...svg.querySelectorAll('path')].filter(path => path.getTotalLength() > 50);
              const colours = new Set(lines.map(path => getComputedStyle(path).stroke));
              const named = svg.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id));
              const shapes = lines.length + svg.querySelectorAll('circle').length;
              return [box.width > 200 && box.height > 60, shapes, colours.size, named];
            })""");

    assertEquals(11, plots.size());
    for (JsonNode plot : plots) {
      assertTrue(plot.get(0).booleanValue(), plots::toString);
      assertTrue(plot.get(1).intValue() >= 4, plots::toString);
      assertTrue(plot.get(2).intValue() >= 1, plots::toString);
      assertTrue(plot.get(3).booleanValue(), plots::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 768, 1280})
  void nothingIsCutOff(int width) throws IOException, InterruptedException {
    browser.resize(width);

    // Tables scroll in boxes of their own.
    JsonNode cut =
        browser.run(
            """
            const width = document.documentElement.clientWidth;
            const wide = [...document.querySelectorAll('main *')].filter(one =>
              !one.closest('.table > *') && one.getBoundingClientRect().right > width + 1);
            const clipped = [...document.querySelectorAll('svg text')].filter(text => {
              const box = text.getBoundingClientRect(), svg = text.ownerSVGElement.getBoundingClientRect();
              return box.left < svg.left - 1 || box.right > svg.right + 1 || box.bottom > svg.bottom + 1;
            });
            return [document.documentElement.scrollWidth - width,
              wide.map(one => one.tagName + one.className), clipped.map(text => text.textContent)]""");

    assertEquals("[0,[],[]]", cut.toString());
  }

  /** The contrast ratio of WCAG 2, at least 4.5 for text (success criterion 1.4.3). */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textStandsOutFromItsGround(String scheme) throws IOException, InterruptedException {
    browser.prefer(scheme);
    boolean dark =
        browser
            .run("return getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'")
            .booleanValue();
    assertEquals(scheme.equals("dark"), dark);

    JsonNode low =
        browser.run(
            """
            const luminance = colour => colour.match(/[0-9.]+/g).slice(0, 3)
              .map(part => part / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
              .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const ground = one => {
              while (one && getComputedStyle(one).backgroundColor === 'rgba(0, 0, 0, 0)') one = one.parentElement;
              return getComputedStyle(one).backgroundColor;
            };
            return [...document.querySelectorAll('h1, h2, h3, p, th, td, caption, figcaption, svg text')].filter(one => {
              const style = getComputedStyle(one);
              const a = luminance(one instanceof SVGElement ? style.fill : style.color), b = luminance(ground(one));
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
            }).map(one => one.textContent)""");

    assertEquals("[]", low.toString());
    assertNotEquals(
        0, browser.run("return document.querySelectorAll('svg text').length").intValue());
  }
}
