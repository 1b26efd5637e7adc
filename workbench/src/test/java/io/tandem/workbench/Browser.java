package io.tandem.workbench;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Headless Chromium, driven by chromedriver over the W3C WebDriver protocol. */
final class Browser implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(16 << 20);
  private static final String CAPABILITIES =
      """
      {"capabilities": {"alwaysMatch": {
        "goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox", "--disable-gpu"]},
        "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}}}""";

  static final String TAB = "\uE004";
  static final String ENTER = "\uE007";
  static final String DOWN = "\uE015";
  private static final String CONTROL = "\uE009";
  private static final String SHIFT = "\uE008";

  private static final int MOST_STEPS = 80;

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, String address) throws IOException, InterruptedException {
    this.driver = driver;
    Json.Obj made = (Json.Obj) call("POST", address + "/session", CAPABILITIES);
    this.session = address + "/session/" + text(field(made, "sessionId"));
    // A page that was opened gets the focus some time later, or never when others take it.
    devtools("Emulation.setFocusEmulationEnabled", "{\"enabled\": true}");
  }

  /** Whether this machine has one. */
  static boolean isThere() {
    return Path.of("/usr/bin/chromedriver").toFile().canExecute();
  }

  static Browser start() throws IOException, InterruptedException {
    Process driver =
        new ProcessBuilder("/usr/bin/chromedriver", "--port=0").redirectErrorStream(true).start();
    try {
      var out =
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

  void open(String address) throws IOException, InterruptedException {
    call("POST", session + "/url", object(Map.of("url", address)));
  }

  /** What the body of a function answers in the page, as JSON; waits for what it promises. */
  String run(String script) throws IOException, InterruptedException {
    Json answer =
        call(
            "POST",
            session + "/execute/sync",
            Json.object(Map.of("script", Json.text(script), "args", Json.texts(List.of())))
                .compact());
    return answer.compact();
  }

  /** Returns when the body of a function answers true. */
  void await(String script) throws IOException, InterruptedException {
    String wait =
        """
        const asked = () => { %s };
        return new Promise((done, failed) => {
          const end = Date.now() + 20000;
          const ask = () => {
            if (asked()) {
              done(true);
            } else if (Date.now() > end) {
              failed(new Error(document.body.innerText.slice(0, 2000)));
            } else {
              setTimeout(ask, 20);
            }
          };
          ask();
        });"""
            .formatted(script);
    run(wait);
  }

  /** Presses keys one after the other where the focus is; what has no character is WebDriver's. */
  void type(String keys) throws IOException, InterruptedException {
    List<String> strokes = new ArrayList<>();
    for (int i = 0; i < keys.length(); i++) {
      for (String action : List.of("keyDown", "keyUp")) {
        strokes.add(object(Map.of("type", action, "value", keys.substring(i, i + 1))));
      }
    }
    perform(strokes);
  }

  /** Presses a key while Control is down. */
  void control(char key) throws IOException, InterruptedException {
    press(CONTROL, String.valueOf(key));
  }

  private void press(String held, String key) throws IOException, InterruptedException {
    perform(
        List.of(
            object(Map.of("type", "keyDown", "value", held)),
            object(Map.of("type", "keyDown", "value", key)),
            object(Map.of("type", "keyUp", "value", key)),
            object(Map.of("type", "keyUp", "value", held))));
  }

  private void perform(List<String> strokes) throws IOException, InterruptedException {
    call(
        "POST",
        session + "/actions",
        "{\"actions\": [{\"type\": \"key\", \"id\": \"keys\", \"actions\": ["
            + String.join(",", strokes)
            + "]}]}");
  }

  /**
   * Goes on with the tabulator until what has the focus satisfies an expression of it. Behind the
   * last element of the page the focus is the browser's own, which gives it back when it likes to:
   * what lies before is reached by {@link #tabBackTo}.
   */
  void tabTo(String expression) throws IOException, InterruptedException {
    step(expression, () -> type(TAB));
  }

  /** The same with Shift, towards the beginning of the page. */
  void tabBackTo(String expression) throws IOException, InterruptedException {
    step(expression, () -> press(SHIFT, TAB));
  }

  private interface Step {
    void go() throws IOException, InterruptedException;
  }

  private void step(String expression, Step step) throws IOException, InterruptedException {
    for (int i = 0; i < MOST_STEPS; i++) {
      String where =
          run(
              """
              const it = document.activeElement;
              return it === document.body && %d > 0 ? 'left' : %s ? 'there' : 'on the way';"""
                  .formatted(i, expression));
      if (where.equals("\"there\"")) {
        return;
      }
      if (where.equals("\"left\"")) {
        break;
      }
      step.go();
    }
    throw new AssertionError("no step of the tabulator leads to " + expression);
  }

  /** Shows the page as a screen of this width does. */
  void resize(int width) throws IOException, InterruptedException {
    devtools(
        "Emulation.setDeviceMetricsOverride",
        """
        {"width": %d, "height": 900, "deviceScaleFactor": 1, "mobile": false}"""
            .formatted(width));
  }

  /** Shows the page as a person prefers it. */
  void prefer(String feature, String value) throws IOException, InterruptedException {
    devtools(
        "Emulation.setEmulatedMedia",
        """
        {"features": [{"name": "%s", "value": "%s"}]}"""
            .formatted(feature, value));
  }

  /** What a screen reader is told: the roles and names of all that can have the focus. */
  List<String> controls() throws IOException, InterruptedException {
    Json.Obj tree = (Json.Obj) devtools("Accessibility.getFullAXTree", "{}");
    List<String> controls = new ArrayList<>();
    for (Json each : ((Json.Arr) field(tree, "nodes")).items()) {
      Json.Obj node = (Json.Obj) each;
      boolean shown = node.fields().get("ignored") instanceof Json.Bool(var _, boolean no) && !no;
      if (shown && node.compact().contains("\"name\":\"focusable\"")) {
        controls.add(value(node, "role") + ": " + value(node, "name"));
      }
    }
    return controls;
  }

  private static String value(Json.Obj node, String name) {
    return node.fields().get(name) instanceof Json.Obj found ? text(field(found, "value")) : "";
  }

  private Json devtools(String command, String parameters)
      throws IOException, InterruptedException {
    return call(
        "POST",
        session + "/goog/cdp/execute",
        "{\"cmd\": \"%s\", \"params\": %s}".formatted(command, parameters));
  }

  /** What pages have asked for since the last call. */
  List<String> requests() throws IOException, InterruptedException {
    List<String> urls = new ArrayList<>();
    for (Json entry : log("performance")) {
      String text = text(field((Json.Obj) entry, "message"));
      Json.Obj message =
          (Json.Obj)
              field((Json.Obj) Json.read(text.getBytes(StandardCharsets.UTF_8), LIMITS), "message");
      if (text(field(message, "method")).equals("Network.requestWillBeSent")) {
        Json.Obj parameters = (Json.Obj) field(message, "params");
        urls.add(text(field((Json.Obj) field(parameters, "request"), "url")));
      }
    }
    return urls;
  }

  /** What the console says, faults and refusals among it. */
  List<String> console() throws IOException, InterruptedException {
    return log("browser").stream().map(entry -> text(field((Json.Obj) entry, "message"))).toList();
  }

  private List<Json> log(String type) throws IOException, InterruptedException {
    return ((Json.Arr) call("POST", session + "/se/log", object(Map.of("type", type)))).items();
  }

  private static String object(Map<String, String> texts) {
    var members = new LinkedHashMap<String, Json>();
    texts.forEach((name, text) -> members.put(name, Json.text(text)));
    return Json.object(members).compact();
  }

  private static Json field(Json.Obj object, String name) {
    Json field = object.fields().get(name);
    if (field == null) {
      throw new AssertionError(object.compact() + " has no " + name);
    }
    return field;
  }

  private static String text(Json json) {
    return ((Json.Text) json).value();
  }

  private Json call(String method, String url, String body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(url + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return field((Json.Obj) Json.read(answer.body(), LIMITS), "value");
  }

  /** Ends the browser too. */
  @Override
  public void close() throws IOException {
    try {
      call("DELETE", session, "{}");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.close();
      driver.destroy();
      driver.onExit().join();
    }
  }
}
