package io.tandem.evaluation.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Headless Chromium, driven by chromedriver over the W3C WebDriver protocol. Two calls are all that
 * is needed of it, and a client library would bring a hundred classes of dependencies.
 */
final class Browser {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, String address) throws IOException, InterruptedException {
    this.driver = driver;
    ObjectNode capabilities = JSON.createObjectNode();
    ObjectNode match = capabilities.withObject("/capabilities/alwaysMatch");
    match
        .withArray("/goog:chromeOptions/args")
        .add("--headless=new")
        .add("--no-sandbox")
        .add("--disable-gpu");
    match.withObject("/goog:loggingPrefs").put("performance", "ALL").put("browser", "ALL");
    this.session =
        address
            + "/session/"
            + call("POST", address + "/session", capabilities).at("/sessionId").stringValue();
  }

  /** Whether this machine has one. */
  static boolean isThere() {
    return Path.of("/usr/bin/chromedriver").toFile().canExecute();
  }

  static Browser start() throws IOException, InterruptedException {
    Process driver =
        new ProcessBuilder("/usr/bin/chromedriver", "--port=0").redirectErrorStream(true).start();
    try {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          return new Browser(driver, "http://127.0.0.1:" + started.group(1));
        }
      }
      throw new IOException("chromedriver did not start");
    } catch (IOException | InterruptedException e) {
      driver.destroy();
      throw e;
    }
  }

  void open(URI page) throws IOException, InterruptedException {
    call("POST", session + "/url", JSON.createObjectNode().put("url", page.toString()));
  }

  /** Shows the page as a screen of this width does. */
  void resize(int width) throws IOException, InterruptedException {
    emulate(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", 900)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /**
   * @param scheme light or dark
   */
  void prefer(String scheme) throws IOException, InterruptedException {
    ObjectNode media = JSON.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    emulate("Emulation.setEmulatedMedia", media);
  }

  private void emulate(String command, ObjectNode parameters)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("cmd", command);
    body.set("params", parameters);
    call("POST", session + "/goog/cdp/execute", body);
  }

  /** Runs the body of a function in the page. */
  JsonNode run(String script) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    return call("POST", session + "/execute/sync", body);
  }

  /** What the page has asked for since the last call. */
  List<String> requests() throws IOException, InterruptedException {
    List<String> urls = new ArrayList<>();
    for (JsonNode entry : log("performance")) {
      JsonNode message = JSON.readTree(entry.at("/message").stringValue()).at("/message");
      if (message.at("/method").stringValue().equals("Network.requestWillBeSent")) {
        urls.add(message.at("/params/request/url").stringValue());
      }
    }
    return urls;
  }

  /** What the console says, faults and refusals among it. */
  List<String> console() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    log("browser").forEach(entry -> lines.add(entry.at("/message").stringValue()));
    return lines;
  }

  private JsonNode log(String type) throws IOException, InterruptedException {
    return call("POST", session + "/se/log", JSON.createObjectNode().put("type", type));
  }

  private JsonNode call(String method, String url, ObjectNode body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(url + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).at("/value");
  }

  /** Ends the browser too. */
  void quit() throws IOException, InterruptedException {
    try {
      call("DELETE", session, JSON.createObjectNode());
    } finally {
      http.close();
      driver.destroy();
      driver.waitFor();
    }
  }
}
