package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One answer of {@code GET /models}, read by a reader that takes nothing else. */
record ModelPage(List<Listed> models, Optional<String> nextPageToken) {
  /** A model as the platform sees it. */
  record Listed(String modelName, String modelUrl) {}

  private static final JsonFactory JSON = JsonFactory.builder().build();

  static ModelPage of(Answer answer) {
    assertJson(answer);
    List<Listed> models = new ArrayList<>();
    Optional<String> token = Optional.empty();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), answer.text())) {
      assertEquals(JsonToken.START_OBJECT, parser.nextToken(), answer::toString);
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("models")) {
          assertEquals(JsonToken.START_ARRAY, value, answer::toString);
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            models.add(listed(parser));
          }
        } else {
          assertEquals("nextPageToken", name, answer::toString);
          assertEquals(JsonToken.VALUE_STRING, value, answer::toString);
          token = Optional.of(parser.getString());
        }
      }
      assertEquals(null, parser.nextToken(), answer::toString);
    }
    return new ModelPage(models, token);
  }

  /** The answer of {@code GET /models/{id}}. */
  static Listed one(Answer answer) {
    assertJson(answer);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), answer.text())) {
      assertEquals(JsonToken.START_OBJECT, parser.nextToken(), answer::toString);
      Listed listed = listed(parser);
      assertEquals(null, parser.nextToken(), answer::toString);
      return listed;
    }
  }

  private static void assertJson(Answer answer) {
    assertEquals(200, answer.status(), answer::toString);
    assertEquals("application/json", answer.header("Content-Type").orElse("none"));
  }

  private static Listed listed(JsonParser parser) {
    Map<String, String> members = new HashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      assertEquals(JsonToken.VALUE_STRING, parser.nextToken(), name);
      assertTrue(members.put(name, parser.getString()) == null, name);
    }
    assertEquals(Set.of("modelName", "modelUrl"), members.keySet());
    return new Listed(members.getOrDefault("modelName", ""), members.getOrDefault("modelUrl", ""));
  }

  List<String> names() {
    return models.stream().map(Listed::modelName).toList();
  }
}
