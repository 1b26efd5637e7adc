package io.tandem.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in Chromium. Skipped where there is none, but for CI, which has one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageTest {
  private static final String HTML = "<img src=x onerror=window.harmed=true>";
  private static final String PROBABILITY =
      "document.querySelector('.card .probability').textContent";
  private static final String WIDER =
      "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
  private static final String TEXT = "return document.body.innerText";

  /** What is shown is of the order that is there now. */
  private static final String ANSWERED =
      "return current?.text === document.getElementById('json').value";

  private OpenWorkbench workbench;
  private OpenWorkbench plain;
  private OpenWorkbench mixed;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path work) throws IOException, InterruptedException {
    assumeTrue(
        Browser.isThere() || "true".equals(System.getenv("CI")),
        "no /usr/bin/chromedriver (Debian: chromium-driver)");
    Path shop = Shop.train(work.resolve("shop"), 20);
    Path other = Shop.train(work.resolve("other"), 3);
    Path orders = Files.write(work.resolve("records.jsonl"), Shop.records());
    workbench = OpenWorkbench.start(List.of(shop, other), orders, 0.3);
    Path onnx = Shop.ofOnnx(work.resolve("onnx"), 5);
    plain = OpenWorkbench.start(List.of(onnx), null, 0.5);
    mixed = OpenWorkbench.start(List.of(shop, onnx), null, 0.5);
    browser = Browser.start();
  }

  @AfterAll
  void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    for (OpenWorkbench one : Arrays.asList(plain, mixed)) {
      if (one != null) {
        one.close();
      }
    }
    if (workbench != null) {
      workbench.close();
    }
  }

  @BeforeEach
  void open() throws IOException, InterruptedException {
    browser.open("about:blank");
    browser.open(workbench.address());
    browser.await("return !document.getElementById('shown').hidden");
  }

  /** As a person pastes it over what is there. */
  private void paste(String order) throws IOException, InterruptedException {
    browser.run(
        """
        document.getElementById('written').open = true;
        const json = document.getElementById('json');
        json.focus();
        json.select();
        json.dispatchEvent(new ClipboardEvent('paste'));
        document.execCommand('insertText', false, %s);"""
            .formatted(Json.text(order).compact()));
    browser.await(ANSWERED + " || !document.getElementById('fault').hidden");
  }

  private String text(String selector) throws IOException, InterruptedException {
    return browser.run(
        "return document.querySelector('%s').innerText".formatted(selector.replace("'", "\\'")));
  }

  @Test
  void anOrderIsPickedReadAndChangedByKeysAlone() throws IOException, InterruptedException {
    browser.tabTo("it.id === 'search'");
    browser.type("o17\"");
    browser.await("return document.querySelectorAll('#lines option').length === 1");
    browser.tabTo("it.id === 'lines'");
    browser.type(Browser.DOWN);
    browser.await("return document.getElementById('json').value.includes('\"o17\"')");
    browser.await(ANSWERED);
    String before = browser.run("return " + PROBABILITY);

    browser.tabTo("it.id === 'field-$.amount'");
    browser.control('a');
    browser.type("12");

    browser.await("return document.getElementById('json').value.includes('\"amount\": 12,')");
    browser.await(ANSWERED);
    assertNotEquals(before, browser.run("return " + PROBABILITY));
    assertTrue(text(".card .change").contains("of the original"), text(".card .change"));
    browser.await("return document.getElementById('said').textContent.includes('points')");
    assertEquals("\"field-$.amount\"", browser.run("return document.activeElement.id"));

    browser.tabBackTo("it.textContent.startsWith('Back')");
    browser.type(Browser.ENTER);
    browser.await("return " + PROBABILITY + " === " + before);
  }

  @Test
  void enterOpensTheFirstThatIsFoundAndTheResultSaysWhichItIs()
      throws IOException, InterruptedException {
    browser.tabTo("it.id === 'search'");
    browser.type("o17\"" + Browser.ENTER);
    browser.await("return document.getElementById('json').value.includes('\"o17\"')");
    browser.await(ANSWERED);
    assertEquals("\"Order o17 \u00b7 line 18 of records.jsonl\"", text("#result-title"));
    assertEquals("\"18\"", browser.run("return document.getElementById('lines').value"));

    paste(Shop.ORDER);

    assertEquals("\"A pasted order\"", text("#result-title"));
    assertEquals("\"\"", browser.run("return document.getElementById('lines').value"));
    drop("new File(['{\"id\": 7, \"amount\": 1}'], 'seven.json')");
    browser.await("return current?.text.includes('\"id\": 7')");
    assertEquals("\"Order 7 \u00b7 seven.json\"", text("#result-title"));
  }

  @Test
  void aPersonalNumberIsNotSaid() throws IOException, InterruptedException {
    paste(Shop.ORDER.replace("{\"amount\"", "{\"id\": 4711, \"amount\""));
    assertEquals("\"Order 4711 \u00b7 pasted\"", text("#result-title"));

    browser.run("sources.push({steps: ['id'], personal: true}); show()");

    assertEquals("\"A pasted order\"", text("#result-title"));
  }

  @Test
  void theSearchSaysWhatItDidNotRead() throws IOException, InterruptedException {
    String said =
        browser.run(
            """
            const found = (size, more, unread, wanted) =>
              foundText({lines: Array(size).fill({}), searched: 1000, unread, more}, wanted);
            return [found(0, false, true, 'x'), found(0, false, false, 'x'), found(1, false, true, 'x'),
              found(200, true, true, '')].join('\\n');""");

    assertEquals(
        Json.text(
                """
                None of the first 1000 orders of records.jsonl holds it.
                No order holds it.
                1 order, of the first 1000 of records.jsonl
                The first 200 are listed, of the first 1000 of records.jsonl; find others by a text of theirs.""")
            .compact(),
        said);
  }

  private void drop(String files) throws IOException, InterruptedException {
    browser.run(
        """
        const dataTransfer = new DataTransfer();
        [%s].forEach(file => dataTransfer.items.add(file));
        dispatchEvent(new DragEvent('drop', {dataTransfer, cancelable: true}));"""
            .formatted(files));
  }

  @Test
  void ofATrainingRecordTheOrderIsTaken() throws IOException, InterruptedException {
    paste("{\"order\": %s, \"unpaid\": true}".formatted(Shop.ORDER));

    browser.await(ANSWERED);
    assertEquals(
        Json.text(Shop.ORDER).compact(),
        browser.run("return document.getElementById('json').value"));
    assertEquals("true", browser.run("return document.getElementById('reset').disabled"));
  }

  @Test
  void severalOrdersAreRefusedInThePagesWords() throws IOException, InterruptedException {
    String fault = "return document.getElementById('fault-text').textContent";
    drop("new File(['{\"amount\": 1}\\n{\"amount\": 2}\\n'], 'two.jsonl')");
    browser.await(fault + " !== ''");
    assertEquals(
        "\"These are 2 orders, one on each line; the page takes one. To pick from a file, start the workbench with --orders.\"",
        browser.run(fault));

    drop("new File(['{}'], 'a.json'), new File(['{}'], 'b.json')");

    browser.await(fault + ".startsWith('2 files were dropped; the page takes one')");
  }

  @Test
  void aLinkSkipsTheFields() throws IOException, InterruptedException {
    browser.tabTo("it.id === 'skip'");
    browser.type(Browser.ENTER);
    browser.tabTo("it.id === 'find-feature' || it.closest('#fields')");

    assertEquals("\"find-feature\"", browser.run("return document.activeElement.id"));
  }

  @Test
  void ofTwoOrdersInARowTheLastOneIsTheOriginal() throws IOException, InterruptedException {
    browser.run(
        """
        const lines = document.getElementById('lines');
        for (const line of ['3', '5']) {
          lines.value = line;
          lines.dispatchEvent(new Event('change'));
        }""");
    browser.await("return document.getElementById('json').value.includes('\"o4\"')");
    browser.run("take('{\"amount\": 1}'); take('{\"amount\": 999}')");

    browser.await("return current?.text === '{\"amount\": 999}'");
    assertEquals("true", browser.run("return document.getElementById('reset').disabled"));
    assertTrue(text(".card .change").contains("Refused from"), text(".card .change"));
  }

  @Test
  void theWaterfallGoesFromTheBiasToTheMarginOfTheProbability()
      throws IOException, InterruptedException {
    paste(Shop.ORDER);

    String off =
        browser.run(
            """
            const numbers = [...document.querySelectorAll('#waterfall-rows tr')]
              .map(row => Number(row.querySelector('.number').title));
            const margin = numbers.pop();
            const sum = numbers.reduce((a, b) => a + b);
            const probability = Number(document.querySelector('.probability').title);
            return [Math.abs(sum - margin) < 1e-5,
              Math.abs(1 / (1 + Math.exp(-margin)) - probability) < 1e-5, numbers.length > 4];""");

    assertEquals("[true,true,true]", off);
  }

  @Test
  void aFeatureShowsHowItCameAboutAndItsPlaceInTheProfile()
      throws IOException, InterruptedException {
    paste(Shop.ORDER);
    browser.tabTo("it.id === 'find-feature'");
    browser.type("count(");
    browser.await("return document.querySelectorAll('.feature-item').length === 1");
    browser.tabTo("it.tagName === 'SUMMARY' && it.parentNode.className === 'feature-item'");
    browser.type(Browser.ENTER);
    browser.await("return document.querySelector('.feature-item .body')");

    String body = text(".feature-item");
    assertTrue(body.contains("count(price)") && body.contains("= 2"), body);
    assertTrue(body.contains("[900, 50]"), body);
    assertNotEquals("null", browser.run("return document.querySelector('.bins .here')"));
  }

  @Test
  void brokenJsonIsMarkedWhere() throws IOException, InterruptedException {
    paste("{\"amount\": 1,\n \"country\": \"\u00e9\u00e9\", }");

    assertTrue(text("#fault").contains("line 2, column"), text("#fault"));
    assertEquals("\"}\"", text("#excerpt mark"));
    browser.run("document.getElementById('go').click()");
    assertEquals("\"}\"", browser.run("return getSelection().toString()"));
  }

  @Test
  void aValueThatIsRefusedIsMarkedInItsField() throws IOException, InterruptedException {
    paste("{\"amount\": -1}");

    assertTrue(text("#fault").contains("$.amount is outside"), text("#fault"));
    assertEquals(
        "\"field-$.amount\"",
        browser.run("return document.querySelector('#fields [aria-invalid]').id"));
  }

  @Test
  void aHugeOrderIsRefusedWithOneLine() throws IOException, InterruptedException {
    browser.run("take('[' + '1,'.repeat(1 << 20) + '1]')");

    browser.await("return !document.getElementById('fault').hidden");
    assertEquals(
        "\"The order is larger than 1 MiB; expected one order.\"",
        browser.run("return document.getElementById('fault-text').textContent"));
  }

  @Test
  void htmlInFieldsIsShownAsText() throws IOException, InterruptedException {
    paste("{\"amount\": 1, \"country\": \"%s\", \"cart\": [{\"%s\": 1}]}".formatted(HTML, HTML));
    browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })");
    browser.await("return document.body.innerText.includes('onerror')");

    assertEquals(
        "[0,false]",
        browser.run("return [document.querySelectorAll('img').length, 'harmed' in window]"));
  }

  @Test
  void personalFieldsAreMaskedAndCanBeChanged() throws IOException, InterruptedException {
    paste(Shop.ORDER);
    browser.run(
        """
        document.querySelectorAll('details').forEach(one => { one.open = one.id !== 'written'; })""");
    String shown =
        "return document.body.innerText + [...document.querySelectorAll('#fields input')]"
            + ".map(input => input.value + input.placeholder).join()";
    String before = browser.run(shown);
    assertFalse(before.contains("jane") || before.contains("7341"), before);
    assertTrue(before.contains("hidden because personal"), before);

    browser.run("document.getElementById('field-$.age').focus()");
    browser.type("19");

    browser.await("return document.getElementById('json').value.includes('\"age\": 19')");
    browser.await(ANSWERED);
    String after = browser.run(shown);
    assertTrue(after.contains("was another") && !after.contains("7341"), after);
  }

  @Test
  void anEditChangesItsFieldAlone() throws IOException, InterruptedException {
    paste("{ \"amount\" : 1.50,\"big\":12345678901234567890, \"a\": {\"b\": [1, {}]} }");
    browser.run("document.getElementById('field-$.customer.orders').focus()");
    browser.type("3");
    browser.run("document.getElementById('field-$.amount').focus()");
    browser.control('a');
    browser.type("2");

    assertEquals(
        Json.text(
                "{ \"amount\" : 2,\"big\":12345678901234567890, \"a\": {\"b\": [1, {}]}, \"customer\": {\"orders\": 3} }")
            .compact(),
        browser.run("return document.getElementById('json').value"));
  }

  @Test
  void twoPairsAreComparedOnTheSameOrder() throws IOException, InterruptedException {
    paste(Shop.ORDER);

    assertEquals("2", browser.run("return document.querySelectorAll('.card').length"));
    String head = text("#waterfall-head");
    assertTrue(head.contains("shop") && head.contains("other"), head);
  }

  @Test
  void aModelWithoutContributionsIsShownAndThePageSaysSo()
      throws IOException, InterruptedException {
    browser.open(plain.address());
    browser.await("return document.getElementById('edit').hidden");
    paste("{\"c0\": 1}");

    assertTrue(text(".card .probability").contains("%"), text(".card"));
    assertTrue(text("#lacking").contains("cannot answer contributions"), text("#lacking"));
    browser.run("document.querySelector('.feature-item').open = true");
    browser.await("return document.querySelector('.feature-item .body')");
    assertTrue(text(".feature-item").contains("no training profile"), text(".feature-item"));
    assertEquals("true", browser.run("return document.getElementById('waterfall').hidden"));
  }

  @Test
  void pairsOfOtherFeaturesAndWithoutContributionsStandSideBySide()
      throws IOException, InterruptedException {
    browser.open(mixed.address());
    browser.await("return document.getElementById('edit').hidden");
    paste(Shop.ORDER);

    assertTrue(text("#cards").contains("High amount"), text("#cards"));
    assertEquals("2", browser.run("return document.querySelectorAll('.card .badge').length"));
    assertTrue(text("#lacking").contains("cannot answer contributions"), text("#lacking"));
    String row = text("#waterfall-rows tr:nth-child(2)");
    assertTrue(row.matches("(?s).*[+\u2212]\\d\\.\\d{3}.*\u2013.*"), row);
    assertEquals("11", browser.run("return document.querySelectorAll('.feature-item').length"));
  }

  @Test
  void theReasonsAreInTheLanguageThatIsChosen() throws IOException, InterruptedException {
    paste(Shop.ORDER);
    assertTrue(text(".card .reasons").contains("High amount"), text(".card .reasons"));

    browser.tabBackTo("it.id === 'language'");
    browser.type("G");

    browser.await(
        "return document.querySelector('.card .reasons').innerText.includes('Hoher Betrag')");
    assertEquals("\"de\"", browser.run("return document.querySelector('.card ol').lang"));
  }

  @Test
  void theThresholdDecides() throws IOException, InterruptedException {
    paste(Shop.ORDER);
    browser.tabBackTo("it.id === 'threshold'");
    browser.control('a');
    browser.type("0" + Browser.ENTER);
    browser.await("return document.querySelector('.card .badge').textContent === 'Refused'");
    browser.control('a');
    browser.type("1");
    assertEquals("\"Refused\"", text(".card .badge"), "before it is typed in full");
    browser.type(Browser.ENTER);
    browser.await("return document.querySelector('.card .badge').textContent === 'Approved'");
    browser.control('a');
    browser.type("7" + Browser.ENTER);

    browser.await("return document.getElementById('threshold-fault').textContent !== ''");
    assertEquals("\"Approved\"", text(".card .badge"));
  }

  @Test
  void theThresholdIsReadAsAPersonWritesIt() throws IOException, InterruptedException {
    assertEquals(
        "[0.2,0.2,0.2,1,0.5,null,null,null]",
        browser.run(
            "return ['0.2', '0,2', '20 %', '100%', '.5', '20', '', '-1'].map(probabilityOf)"));
  }

  @Test
  void nothingIsWiderThanAPhone() throws IOException, InterruptedException {
    browser.resize(320);
    try {
      open();
      browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })");
      browser.await("return document.querySelector('.feature-item .body')");
      assertEquals("0", browser.run(WIDER));
      browser.run("document.getElementById('features').scrollIntoView()");
      assertEquals(
          "true",
          browser.run(
              "const now = document.getElementById('now'); return now.innerText.includes('%')"
                  + " && Math.abs(now.getBoundingClientRect().top) < 2"));
      paste("{\"amount\": 1,\n" + "\"country\": \"" + "x".repeat(500) + "\", }");
      assertEquals("0", browser.run(WIDER));
    } finally {
      browser.resize(1200);
    }
  }

  @Test
  void thePageIsAsAPersonPrefersIt() throws IOException, InterruptedException {
    String ground = "return getComputedStyle(document.body).backgroundColor";
    String moves = "return getComputedStyle(document.querySelector('.track i')).transitionDuration";
    assertEquals("\"rgb(255, 255, 255)\"", browser.run(ground));
    assertNotEquals("\"0s\"", browser.run(moves));
    try {
      browser.prefer("prefers-color-scheme", "dark");
      assertEquals("\"rgb(20, 23, 28)\"", browser.run(ground));
      browser.prefer("prefers-reduced-motion", "reduce");
      assertEquals("\"0s\"", browser.run(moves));
    } finally {
      browser.prefer("prefers-color-scheme", "light");
    }
  }

  @Test
  void whateverCanHaveTheFocusHasAName() throws IOException, InterruptedException {
    paste(Shop.ORDER);

    List<String> controls = browser.controls();

    assertTrue(controls.size() > 15, controls::toString);
    assertEquals(List.of(), controls.stream().filter(one -> one.endsWith(": ")).toList());
  }

  @Test
  void noRequestLeavesThePortAndNothingIsRefused() throws IOException, InterruptedException {
    browser.requests();
    browser.console();
    open();
    paste(Shop.ORDER);

    List<String> asked = browser.requests();
    assertTrue(asked.size() > 3, asked::toString);
    assertEquals(
        List.of(),
        asked.stream()
            .filter(url -> !url.startsWith(workbench.address()) && !url.startsWith("data:"))
            .filter(url -> !url.equals("about:blank"))
            .toList());
    assertEquals(List.of(), browser.console());
  }

  @Test
  void aScriptThatGotInWouldNotRun() throws IOException, InterruptedException {
    browser.run(
        """
        const script = document.createElement('script');
        try { script.textContent = 'window.harmed = true'; } catch { return; }
        document.body.append(script);""");

    assertEquals("false", browser.run("return 'harmed' in window"));
    assertNotEquals(List.of(), browser.console());
    assertFalse(browser.run(TEXT).isEmpty());
  }
}
