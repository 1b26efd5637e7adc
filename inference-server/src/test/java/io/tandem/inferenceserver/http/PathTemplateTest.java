package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PathTemplateTest {
  private final PathTemplate invoke = PathTemplate.of("/models/{name}/invoke");

  @Test
  void aVariableIsWhatStandsInItsPlace() {
    assertEquals(Map.of("name", "m-1"), invoke.match("/models/m-1/invoke"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/models",
        "/models/m",
        "/models//invoke",
        "/models/m/invoke/",
        "/models/m/n/invoke",
        "/models/m/Invoke",
        "models/m/invoke"
      })
  void otherPathsDoNotMatch(String path) {
    assertNull(invoke.match(path));
  }

  @Test
  void withoutVariablesItMatchesItself() {
    PathTemplate ping = PathTemplate.of("/ping");

    assertEquals(Map.of(), ping.match("/ping"));
    assertNull(ping.match("/ping/"));
    assertEquals("/ping", ping.shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ping", "/a/{b}/{b}", "/a/{}", "/a/{b", "/a/b{c}"})
  void whatIsNoTemplateIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> PathTemplate.of(text));
  }
}
