package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The page in Chromium. Skipped where there is none, but for CI, which has one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageTest {
  private static final String HTML = "<img src=x onerror=window.harmed=true>";
  private static final String NAMES =
      "[...document.querySelectorAll('#rows .name')].map(cell => cell.textContent)";

  private Path folder;
  private TestAws aws;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    assumeTrue(
        Browser.isThere() || "true".equals(System.getenv("CI")),
        "no /usr/bin/chromedriver (Debian: chromium-driver)");
    aws = TestAws.start(folder);
    aws.put("a/" + HTML + "/object é+%20?#.txt", "content");
    aws.put("harm.html", "<script>parent.harmed = true; window.harmed = true</script>" + HTML);
    aws.runJobThatFails("job-1", HTML + "\nthe second line");
    aws.sagemaker.createModel(
        to ->
            to.modelName("orders")
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(
                    of -> of.image(TestAws.IMAGE).modelDataUrl("s3://bucket/m.tar.gz")));
    browser = Browser.start();
  }

  @AfterAll
  void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (aws != null) {
      aws.close();
    }
  }

  private void open(String place) throws IOException, InterruptedException {
    browser.open("about:blank");
    browser.open(aws.address() + "/" + place);
  }

  @Test
  void jobsAreShownWithTheirStatesAndFailures() throws IOException, InterruptedException {
    open("#/processing-jobs");

    browser.await("return " + NAMES + ".includes('job-1')");
    String row = browser.run("return document.getElementById('rows').innerText");
    assertTrue(row.contains("job-1") && row.contains("Failed"), row);
    assertTrue(row.contains("AlgorithmError: " + HTML), row);
  }

  @Test
  void aLogIsShownAsTextAndGoesOn() throws IOException, InterruptedException {
    open("#/processing-jobs/job-1");

    browser.await("return document.querySelectorAll('#log div').length > 1");
    String log = browser.run("return document.getElementById('log').innerText");
    assertTrue(log.contains("| " + HTML), log);
    assertTrue(log.contains("| the second line"), log);
    assertEquals(
        "[0,false]",
        browser.run("return [document.querySelectorAll('img').length, 'harmed' in window]"));
  }

  @Test
  void aLongLogIsReadBackwardsAndFollowed() throws IOException, InterruptedException {
    aws.runJobThatFails("job-2", "the first line");
    Path log = folder.resolve("state/logs/processing-job/job-2.log");
    Files.writeString(
        log, "2026-11-30T02:37:56.123Z a line\n".repeat(3_000), StandardOpenOption.APPEND);
    open("#/processing-jobs/job-2");
    browser.await("return document.querySelectorAll('#log div').length === 1000");
    for (int i = 0; i < 3; i++) {
      browser.run("window.before = document.querySelectorAll('#log div').length");
      browser.run("document.getElementById('earlier').click()");
      browser.await("return document.querySelectorAll('#log div').length > window.before");
    }
    browser.await("return document.getElementById('earlier').hidden");
    assertEquals(
        "true",
        browser.run("return document.querySelector('#log').innerText.includes('the first line')"));

    browser.run("document.getElementById('follow').click()");
    Files.writeString(log, "2026-11-30T02:37:57.123Z the last\n", StandardOpenOption.APPEND);

    browser.await(
        """
        const log = document.getElementById('log');
        return log.lastElementChild.textContent === 'the last'
          && log.scrollHeight - log.scrollTop - log.clientHeight < 8;""");
  }

  @Test
  void whatComesLaterIsShownWithoutAReload() throws IOException, InterruptedException {
    open("#/models");
    browser.await("return " + NAMES + ".includes('orders')");
    browser.run("document.querySelector('#rows a').focus(); window.same = true");

    aws.sagemaker.createModel(
        to ->
            to.modelName("later")
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(
                    of -> of.image(TestAws.IMAGE).modelDataUrl("s3://bucket/m.tar.gz")));

    browser.await("return window.same && " + NAMES + ".includes('later')");
    assertEquals("\"orders\"", browser.run("return document.activeElement.textContent"));
  }

  @Test
  void versionsOfModelPackagesAreShownWithTheirApproval() throws IOException, InterruptedException {
    aws.sagemaker.createModelPackageGroup(to -> to.modelPackageGroupName("shop"));
    aws.sagemaker.createModelPackage(
        to -> to.modelPackageGroupName("shop").modelApprovalStatus("Rejected"));
    open("#/model-packages");
    browser.await("return " + NAMES + ".includes('shop/1')");
    String row = browser.run("return document.getElementById('rows').innerText");
    assertTrue(row.contains("Rejected"), row);

    browser.run("document.querySelector('#rows a').click()");

    browser.await(
        "return"
            + " document.getElementById('description').textContent.includes('model-package/shop/1')");
  }

  @Test
  void objectsAreListedByFoldersAndDownloaded() throws IOException, InterruptedException {
    open("#/buckets");
    browser.await("return " + NAMES + ".includes('bucket')");
    browser.run("document.querySelector('#rows a').click()");
    browser.await("return " + NAMES + ".includes('a/')");
    browser.run("document.querySelector('#rows a').click()");
    browser.await("return " + NAMES + ".includes('" + HTML + "/')");
    browser.run("document.querySelector('#rows a').click()");
    browser.await("return " + NAMES + ".includes('object é+%20?#.txt')");

    assertEquals(
        "\"content\"",
        browser.run(
            "return fetch(document.querySelector('#rows a').href).then(answer => answer.text())"));
    assertEquals(
        "\"object é+%20?#.txt\"", browser.run("return document.querySelector('#rows a').download"));
  }

  @Test
  void anObjectThatIsHtmlDoesNotReachTheApi() throws IOException, InterruptedException {
    aws.s3.putObject(
        to -> to.bucket("bucket").key("run.html").contentType("text/html"),
        RequestBody.fromString("<p id=shown>shown</p><script>window.harmed = true</script>"));

    open("bucket/run.html");

    assertEquals(
        "[\"shown\",false]",
        browser.run("return [document.getElementById('shown').innerText, 'harmed' in window]"));
    browser.console();
  }

  @Test
  void noRequestLeavesThePortAndNothingIsRefused() throws IOException, InterruptedException {
    browser.open("about:blank");
    browser.requests();
    browser.console();
    for (String place : List.of("", "#/processing-jobs/job-1", "#/buckets/bucket", "#/models")) {
      browser.open(aws.address() + "/" + place);
      browser.await("return document.querySelector('#rows tr, #log div, #none:not([hidden])')");
    }

    List<String> asked = browser.requests();
    assertTrue(asked.size() > 5, asked::toString);
    assertEquals(
        List.of(),
        asked.stream()
            .filter(url -> !url.startsWith(aws.address() + "/") && !url.startsWith("data:,"))
            .toList());
    assertEquals(List.of(), browser.console());
  }

  @Test
  void scriptsThatAreNotThePagesOwnDoNotRun() throws IOException, InterruptedException {
    open("");
    browser.await("return document.querySelector('#kinds a')");

    browser.run(
        """
        const script = document.createElement('script');
        try { script.textContent = 'window.harmed = true'; } catch { return; }
        document.body.append(script);""");

    assertEquals("false", browser.run("return 'harmed' in window"));
    assertNotEquals(List.of(), browser.console());
  }

  @Test
  void thePageWorksByKeys() throws IOException, InterruptedException {
    open("");
    browser.await("return document.querySelector('#kinds a')");

    String focused = "return document.activeElement.textContent";
    // Browsers differ in whether the page itself is a step on the way.
    for (int i = 0; i < 6 && !browser.run(focused).equals("\"Models\""); i++) {
      browser.press("\\uE004");
    }
    assertEquals("\"Models\"", browser.run(focused));
    browser.press("\\uE007");

    browser.await("return " + NAMES + ".includes('orders')");
    assertEquals("\"main\"", browser.run("return document.activeElement.id"));
  }

  @Test
  void nothingIsWiderThanAPhone() throws IOException, InterruptedException {
    browser.resize(360);
    try {
      for (String place : List.of("#/processing-jobs", "#/processing-jobs/job-1", "#/buckets")) {
        open(place);
        browser.await("return document.querySelector('#rows tr, #log div')");
      }
    } finally {
      browser.resize(1200);
    }
  }

  /** By a real page of another port: what it sends arrives, and nothing is done. */
  @Test
  void aPageOfAnotherOriginReachesNothing() throws IOException, InterruptedException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    other.createContext(
        "/",
        exchange -> {
          byte[] page = "<!doctype html><title>other</title>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
    try {
      browser.open("http://127.0.0.1:" + other.getAddress().getPort() + "/");
      String answers =
          browser.run(
              """
              const ask = (path, how) => fetch('%s' + path, how)
                .then(answer => answer.type, fault => fault.name);
              const body = '<Delete><Object><Key>harm.html</Key></Object></Delete>';
              return Promise.all([
                ask('/bucket?delete', {method: 'POST', body, mode: 'no-cors'}),
                ask('/bucket/harm.html', {}),
                ask('/', {method: 'POST', headers: {'X-Amz-Target': 'SageMaker.ListModels'}}),
                ask('/bucket/harm.html', {method: 'DELETE'})])"""
                  .formatted(aws.address()));

      // Of what is sent in spite of all, the page learns nothing: the answer is hidden from it.
      assertEquals("\"TypeError\",\"TypeError\",\"TypeError\"]", answers.split(",", 2)[1]);
      assertEquals(
          1, aws.s3.listObjectsV2(of -> of.bucket("bucket").prefix("harm.html")).keyCount());
    } finally {
      other.stop(0);
      browser.console();
    }
  }
}
