package io.tandem.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.ordercontainer.OrderContainer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page asks, over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkbenchServerTest {
  private final ServingResources resources = ServingResources.ofProcess();
  private Path folder = Path.of("");
  private OpenWorkbench workbench;
  private int port;

  @BeforeAll
  void start(@TempDir Path work) throws IOException, InterruptedException {
    folder = Shop.train(work.resolve("shop"), 20);
    Path other = Shop.train(work.resolve("other"), 3);
    Path orders = Files.write(work.resolve("records.jsonl"), Shop.records());
    workbench = OpenWorkbench.start(List.of(folder, other), orders, 0.3);
    port = URI.create(workbench.address()).getPort();
  }

  @AfterAll
  void stop() {
    workbench.close();
    resources.close();
  }

  private Answer ask(String method, String path, String body, String... headers)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    if (all.stream().noneMatch(header -> header.startsWith("Host:"))) {
      all.add("Host: 127.0.0.1:" + port);
    }
    if (all.stream().noneMatch(header -> header.startsWith("Content-Type:"))) {
      all.add("Content-Type: application/json");
    }
    return Connection.exchange(port, method, path, all, body.getBytes(StandardCharsets.UTF_8));
  }

  private String explain(String order) throws IOException {
    Answer answer = ask("POST", "/explanation?language=de", order);
    assertEquals(200, answer.status(), answer::toString);
    return answer.text();
  }

  /** The order container's own, with the same setting. */
  private String production(String order) {
    Settings settings =
        Settings.of(
            Map.of(
                "SAGEMAKER_INFERENCE_OUTPUT",
                "probability,contributions,reasons",
                "TANDEM_REASONS_LANGUAGE",
                "de"));
    try (Inference inference =
        Shop.loaded(new OrderContainer(List.of()).serve(settings).load(folder, resources))) {
      MediaType json = MediaType.of(MediaType.JSON);
      Body body = Body.of(order.getBytes(StandardCharsets.UTF_8));
      Answered answer = (Answered) inference.invoke(new Invocation(json, json, body));
      return new String(answer.toByteArray(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void thePredictionIsTheOneOfTheOrderContainerByteForByte() throws IOException {
    String found = explain(Shop.ORDER);

    String expected = production(Shop.ORDER);
    assertTrue(
        expected.contains("\"contributions\":{\"bias\":")
            && expected.contains("\"country\":")
            && expected.contains("\"text\":\"Hoher Betrag\""),
        expected);
    assertTrue(found.startsWith("{\"pairs\":[{\"answer\":" + expected + ","), found);
  }

  @Test
  void eachFeatureSaysHowItCameAboutAndWhereItLiesInTheProfile() throws IOException {
    String found = explain(Shop.ORDER);

    assertTrue(found.contains("\"expression\":\"count(price)\""), found);
    assertTrue(found.contains("\"country=DE\":1"), found);
    assertTrue(found.matches("(?s).*\"places\":\\{\"amount\":\\[9],\"country\":\\[\\d].*"), found);
    String description = ask("GET", "/workbench", "").text();
    assertTrue(description.contains("\"bins\":[{\"bin\":\"< "), description);
  }

  @Test
  void nothingOfAPersonalFieldIsSaid() throws IOException {
    String found = explain(Shop.ORDER);

    assertFalse(found.contains(Shop.EMAIL) || found.contains("jane"), found);
    assertFalse(found.matches("(?s).*[\":]7341[\",}].*"), found);
    assertTrue(found.contains("hidden because personal"), found);
    String places = found.split("\"places\":", 3)[1].split("}", 2)[0];
    assertFalse(places.contains("\"age\":") || places.contains("\"email_length\":"), places);
  }

  @Test
  void reasonsAreInTheLanguageThatIsAskedFor() throws IOException {
    assertTrue(explain(Shop.ORDER).contains("Hoher Betrag"));
    for (String path : List.of("/explanation", "/explanation?language=xx;tandem-set=x")) {
      String usual = ask("POST", path, Shop.ORDER).text();
      assertTrue(usual.contains("\"text\":\"High amount\""), usual);
    }
    assertTrue(ask("GET", "/workbench", "").text().contains("\"languages\":[\"de\",\"en\"]"));
  }

  @Test
  void bothPairsAnswerTheSameOrder() throws IOException {
    String found = explain(Shop.ORDER);

    assertEquals(3, found.split("\"predictions\":", -1).length, found);
    assertTrue(ask("GET", "/workbench", "").text().contains("\"threshold\":0.3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"amount\": 1,\n \"cart\": [}|$ is not valid JSON at line 2, column 12",
        "{\"amount\": -1}|$.amount is outside [0, 100000]",
        "[1]|$ expected an object, found an array",
        "{\"country\": \"DE\"}|$.amount is required",
      })
  void anOrderThatCannotBeUsedIsRefusedWithItsPlace(String orderAndFault) throws IOException {
    String[] parts = orderAndFault.split("\\|", 2);

    String found = explain(parts[0]);

    assertTrue(found.startsWith("{\"pairs\":[{\"rejected\":\"" + parts[1]), found);
  }

  @Test
  void ofATrainingRecordTheOrderIsNamed() throws IOException {
    assertEquals("{\"record\":[\"order\"]}", explain(Shop.records().getFirst()));
  }

  @Test
  void aHugeOrderIsRefusedWithOneLine() throws IOException {
    Answer answer = ask("POST", "/explanation", "{\"a\":\"" + "x".repeat(3 << 20) + "\"}");

    assertEquals(413, answer.status());
    assertEquals("{\"error\":\"larger than 1 MiB; expected an order\"}", answer.text());
  }

  @Test
  void ordersAreFoundByATextOfTheirsAndPicked() throws IOException {
    String all = ask("POST", "/orders", "\"\"").text();
    String one = ask("POST", "/orders", "\"O17\\\"\"").text();
    Answer order = ask("GET", "/orders/18", "");

    String others = "\"searched\":600,\"unread\":false,\"more\":true}";
    assertTrue(all.endsWith(others) && all.contains("{\"line\":1,\"prob"), all);
    assertTrue(one.contains("\"lines\":[{\"line\":18,\"probability\":0."), one);
    assertTrue(one.endsWith("\"more\":false}"), one);
    assertTrue(order.text().startsWith("{\"id\":\"o17\",\"amount\":"), order::text);
    assertEquals(404, ask("GET", "/orders/100000", "").status());
    assertEquals(404, ask("GET", "/orders/x", "").status());
    assertEquals(400, ask("POST", "/orders", "{").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example:PORT",
        "Host: 127.0.0.1",
        "Host: 127.0.0.1:1",
        "Host: 127.0.0.1.evil.example:PORT",
        "Host: localhost.evil.example:PORT",
        "Origin: https://evil.example",
        "Origin: http://localhost:3000",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
      })
  void whatAnotherPageHasABrowserAskIsRefused(String header) throws IOException {
    String own = header.replace("PORT", Integer.toString(port));

    assertEquals(403, ask("POST", "/explanation", Shop.ORDER, own).status());
    assertEquals(403, ask("GET", "/orders/18", "", own).status());
  }

  @Test
  void aFormOfAnotherPageHasAnotherType() throws IOException {
    Answer answer = ask("POST", "/explanation", Shop.ORDER, "Content-Type: text/plain");

    assertEquals(415, answer.status());
  }

  @Test
  void thePageMayLoadNothingAndIsKeptNowhere() throws IOException {
    Answer page = ask("GET", "/", "", "Host: localhost:" + port, "Sec-Fetch-Site: none");

    assertEquals(200, page.status());
    String policy = page.header("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-"), policy);
    assertFalse(policy.contains("unsafe") || policy.contains("http"), policy);
    assertFalse(page.text().contains("http:") || page.text().contains("https:"), "a link");
    assertEquals("no-store", page.header("Cache-Control").orElseThrow());
    assertEquals("no-store", ask("GET", "/orders/18", "").header("Cache-Control").orElseThrow());
  }

  @Test
  void otherPathsAndMethodsAreNone() throws IOException {
    assertEquals(404, ask("GET", "/page.js", "").status());
    assertEquals(404, ask("GET", "/../features.json", "").status());
    assertEquals(405, ask("POST", "/", "").status());
    assertEquals(405, ask("GET", "/explanation", "").status());
  }
}
