package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ErrorBody;
import io.tandem.inferencetestkit.models.ModelPage.Listed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids are opaque: any text of up to 1024 printable characters is one, and no part of it counts. */
interface NameContract extends ModelsContract {
  int LONGEST = 1024;

  static List<String> names() {
    return List.of(
        ".",
        "..",
        "...",
        "../..",
        "../../etc/passwd",
        "/",
        "//",
        "/etc/passwd",
        "a/b",
        "a/invoke",
        "invoke",
        "models",
        "a\\b",
        "..\\..",
        "%",
        "%%",
        "%2F",
        "a%2Fb",
        "%2e%2e",
        "%zz",
        "%C3%A9",
        "a b",
        "a+b",
        "+",
        "?",
        "a?b=c",
        "#",
        "a#b",
        "&",
        "a;b=c",
        ";",
        "a:b",
        "a=b",
        "@",
        ",",
        "*",
        "{name}",
        "${a}",
        "\"",
        "\"quoted\"",
        "'",
        "`",
        "<b>",
        "|",
        "~",
        "-",
        "null",
        "A",
        "a",
        "e\u0301",
        "\u00e9",
        "\u6a21\u578b",
        "\ud83d\ude00",
        "a\u2028b",
        "\u202egpj.exe",
        "x".repeat(LONGEST),
        "/".repeat(LONGEST),
        "%".repeat(LONGEST),
        "\u6a21".repeat(LONGEST));
  }

  @ParameterizedTest
  @MethodSource("names")
  default void anyNameIsAKey(String name) throws IOException {
    Endpoint endpoint = endpoint();
    endpoint.assertUnknown(name);

    endpoint.load(name, 1);

    assertEquals(
        new Listed(name, endpoint.artifact(1).url()), ModelPage.one(endpoint.calls().get(name)));
    assertTrue(endpoint.calls().names().contains(name));
    endpoint.assertRight(name, 1);
    endpoint.assertStatus(409, endpoint.calls().load(name, endpoint.artifact(2).url()));
    endpoint.unload(name);
    endpoint.assertUnknown(name);
  }

  /** Names that somebody takes for the same; all at once, each with a model of its own. */
  @Test
  default void namesThatLookAlikeAreDifferentModels() throws IOException {
    Endpoint endpoint = endpoint();
    List<String> alike =
        List.of(
            "a/b",
            "a%2Fb",
            "a%2fb",
            "a%252Fb",
            "a//b",
            "a/b/",
            "A/b",
            "a/./b",
            "a/c/../b",
            "a\\b",
            "a+b",
            "a b",
            "a%20b",
            " a b",
            "a b ",
            "a;b",
            "a",
            "a;",
            "a?b",
            "a#b",
            "e\u0301",
            "\u00e9",
            "%C3%A9");
    for (int i = 0; i < alike.size(); i++) {
      endpoint.load(alike.get(i), i);
    }
    for (int i = 0; i < alike.size(); i++) {
      endpoint.assertRight(alike.get(i), i);
    }
    for (int i = 0; i < alike.size(); i++) {
      endpoint.unload(alike.get(i));
      endpoint.assertUnknown(alike.get(i));
    }
  }

  /** What clients need not encode, and which hexadecimal digits they choose, is theirs to say. */
  @Test
  default void aNameIsTheSameHoweverItIsEncoded() throws IOException {
    Endpoint endpoint = endpoint();
    for (String name :
        List.of("..", ".", "eu:1.0-rc_1~", "a/b", "a\u00e9", "a@b", "a=b&c", "a,b")) {
      endpoint.load(name, 1);
      for (String path : Stream.of(plain(name), lowerCase(name), all(name)).distinct().toList()) {
        Answer answer = endpoint.calls().exchange("GET", "/models/" + path, NOTHING);
        assertEquals(200, answer.status(), () -> path + ": " + answer);
        assertEquals(name, ModelPage.one(answer).modelName(), path);
      }
      endpoint.unload(name);
    }
  }

  private static String plain(String name) {
    return ModelCalls.encoded(name)
        .replace("%3A", ":")
        .replace("%40", "@")
        .replace("%3D", "=")
        .replace("%26", "&")
        .replace("%2C", ",");
  }

  private static String lowerCase(String name) {
    return ModelCalls.encoded(name)
        .replace("%2F", "%2f")
        .replace("%3A", "%3a")
        .replace("%C3%A9", "%c3%a9");
  }

  private static String all(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : name.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      encoded.append("%%%02X".formatted(one));
    }
    return encoded.toString();
  }

  @ParameterizedTest
  @MethodSource("noNames")
  default void whatIsNoNameIsA400(String name) throws IOException {
    Answer answer = endpoint().calls().load(name, endpoint().artifact(1).url());
    endpoint().assertStatus(400, answer);
    ErrorBody.of(answer).assertDetail("model_name");
    for (Answer other : List.of(endpoint().calls().get(name), endpoint().invoke(name, 1))) {
      assertTrue(List.of(400, 404).contains(other.status()), other::toString);
      ErrorBody.of(other);
    }
    assertTrue(!endpoint().calls().names().contains(name));
  }

  static List<String> noNames() {
    return List.of(
        "",
        "x".repeat(LONGEST + 1),
        "\u6a21".repeat(LONGEST + 1),
        "a\u0000",
        "\u0000",
        "a\nb",
        "a\r\nX: y",
        "\t",
        "\u001b[31m",
        "\u007f",
        "\u0085");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "a%", "%ff", "%c3", "%c3%28", "%ed%a0%80", "%c0%af"})
  default void aPathThatEncodesNothingIsRefused(String segment) throws IOException {
    for (String method : List.of("GET", "DELETE")) {
      Answer answer = endpoint().calls().exchange(method, "/models/" + segment, NOTHING);
      assertTrue(List.of(400, 404).contains(answer.status()), answer::toString);
    }
    Answer token =
        endpoint().calls().exchange("GET", "/models?next_page_token=" + segment, NOTHING);
    assertTrue(List.of(200, 400).contains(token.status()), token::toString);
  }

  /** Half a character has no UTF-8, so no path could name it. */
  @Test
  default void halfACharacterIsNoName() throws IOException {
    for (String half : List.of("\\ud83d", "a\\ude00", "\\ude00\\ud83d")) {
      String body =
          "{\"model_name\":\"" + half + "\",\"url\":\"" + endpoint().artifact(1).url() + "\"}";
      Answer answer =
          endpoint().calls().load(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      endpoint().assertStatus(400, answer);
      ErrorBody.of(answer);
    }
  }

  /** Neither in the log nor in an answer may a name begin a line or end a text. */
  @Test
  default void everyLineOfTheLogStaysOneObject() throws IOException {
    List<String> names = IntStream.range(0, names().size()).mapToObj(i -> names().get(i)).toList();
    for (String name : names) {
      Answer unknown = endpoint().calls().get(name);
      ErrorBody.of(unknown);
    }
    assertEquals(Optional.empty(), endpoint().calls().page(Optional.of("~")).nextPageToken());
    for (String line : endpoint().server().out()) {
      assertTrue(line.startsWith("{") && line.endsWith("}"), line);
    }
  }
}
