package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calls of the platform to a container in multi-model mode, each on a connection of its own.
 *
 * @param port of the container
 */
record ModelCalls(int port) {
  private static final byte[] NOTHING = {};
  private static final String UNRESERVED = "-._~";

  Answer load(String id, String url) throws IOException {
    return load(loading(id, url));
  }

  /** With this body, whatever it is. */
  Answer load(byte[] body) throws IOException {
    return exchange("POST", "/models", body);
  }

  Answer unload(String id) throws IOException {
    return exchange("DELETE", path(id), NOTHING);
  }

  Answer get(String id) throws IOException {
    return exchange("GET", path(id), NOTHING);
  }

  Answer invoke(String id, Sample sample) throws IOException {
    try (Connection connection = new Connection(port)) {
      return invoke(connection, id, sample);
    }
  }

  static Answer invoke(Connection connection, String id, Sample sample) throws IOException {
    return connection.exchange(
        "POST",
        path(id) + "/invoke",
        List.of("Content-Type: " + sample.contentType()),
        sample.body());
  }

  ModelPage page(Optional<String> token) throws IOException {
    String query = token.map(name -> "?next_page_token=" + encoded(name)).orElse("");
    return ModelPage.of(exchange("GET", "/models" + query, NOTHING));
  }

  /** The names on all pages, as they come. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      ModelPage page = page(token);
      names.addAll(page.names());
      token = page.nextPageToken();
    } while (token.isPresent());
    return names;
  }

  Answer exchange(String method, String path, byte[] body) throws IOException {
    return Connection.exchange(port, method, path, List.of(), body);
  }

  /**
   * What has been sent before has been read when the answers to what is sent after it are there.
   */
  void awaitTaken() throws IOException {
    // By every I/O thread, whichever has which connection.
    for (int i = 0; i < 100; i++) {
      exchange("GET", "/ping", NOTHING);
    }
  }

  /** Of the model's own resources. */
  static String path(String id) {
    return "/models/" + encoded(id);
  }

  /** All that a path or a query might understand otherwise is percent-encoded. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (one >= '0' && one <= '9')
              || (one >= 'A' && one <= 'Z')
              || (one >= 'a' && one <= 'z')
              || UNRESERVED.indexOf(one) >= 0;
      encoded.append(plain ? Character.toString(one) : "%%%02X".formatted(one));
    }
    return encoded.toString();
  }

  /** The body that loads. */
  static byte[] loading(String id, String url) {
    return ("{\"model_name\":" + json(id) + ",\"url\":" + json(url) + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c == '"' || c == '\\') {
                json.append("\\u%04x".formatted(c));
              } else {
                json.append((char) c);
              }
            });
    return json.append('"').toString();
  }
}
