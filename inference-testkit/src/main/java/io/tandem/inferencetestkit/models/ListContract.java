package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ErrorBody;
import io.tandem.inferencetestkit.models.ModelPage.Listed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is there without a model, and which models there are. */
interface ListContract extends ModelsContract {
  int PAGE = 100;

  /** Else the platform gives up: it asks for both before there can be a model. */
  @Test
  default void isHealthyAndHasNoModelFromItsFirstAnswerOn() throws Exception {
    try (Endpoint fresh = start(Map.of())) {
      fresh.awaitListening();
      Answer list = fresh.calls().exchange("GET", "/models", NOTHING);
      Answer ping = fresh.calls().exchange("GET", "/ping", NOTHING);

      fresh.assertStatus(200, list);
      assertEquals("{\"models\":[]}", list.text());
      fresh.assertStatus(200, ping);
      assertEquals(0, ping.body().length);
      fresh.assertUnknown("any");
    }
  }

  @Test
  default void invocationsWithoutAModelAreA404ThatSaysWhereTheyGo() throws IOException {
    Answer answer = endpoint().calls().exchange("POST", "/invocations", NOTHING);
    endpoint().assertStatus(404, answer);
    ErrorBody.of(answer).assertError("not_found").assertDetail("/models/{name}/invoke");
  }

  @Test
  default void theModelsAreListedByIdAHundredAPage() throws Exception {
    try (Endpoint fresh = listening(Map.of())) {
      Set<String> ids = loadMany(fresh, 2 * PAGE + 1);

      ModelPage first = fresh.calls().page(Optional.empty());
      ModelPage second = fresh.calls().page(first.nextPageToken());
      ModelPage third = fresh.calls().page(second.nextPageToken());

      List<String> sorted = List.copyOf(ids);
      assertEquals(sorted.subList(0, PAGE), first.names());
      assertEquals(Optional.of(sorted.get(PAGE - 1)), first.nextPageToken());
      assertEquals(sorted.subList(PAGE, 2 * PAGE), second.names());
      assertEquals(sorted.subList(2 * PAGE, 2 * PAGE + 1), third.names());
      assertEquals(Optional.empty(), third.nextPageToken());
      for (Listed listed : first.models()) {
        assertEquals(fresh.artifact(1).url(), listed.modelUrl());
      }

      fresh.unload(sorted.getFirst());
      ModelPage full = fresh.calls().page(Optional.of(sorted.get(PAGE)));
      assertEquals(sorted.subList(PAGE + 1, 2 * PAGE + 1), full.names());
      assertEquals(Optional.empty(), full.nextPageToken(), "a page that is full is the last");
    }
  }

  @Test
  default void thePagesSkipNothingWhileModelsLeave() throws Exception {
    try (Endpoint fresh = listening(Map.of())) {
      List<String> sorted = List.copyOf(loadMany(fresh, 2 * PAGE + 1));
      ModelPage first = fresh.calls().page(Optional.empty());

      // Of the page that was read, its last included, and of the page that comes.
      List<String> leaving = new ArrayList<>(sorted.subList(PAGE - 3, PAGE + 2));
      leaving.add(sorted.getFirst());
      for (String id : leaving) {
        fresh.unload(id);
      }
      List<String> rest = new ArrayList<>();
      Optional<String> token = first.nextPageToken();
      while (token.isPresent()) {
        ModelPage page = fresh.calls().page(token);
        rest.addAll(page.names());
        token = page.nextPageToken();
      }

      assertEquals(sorted.subList(PAGE + 2, sorted.size()), rest);
    }
  }

  @Test
  default void anyTokenIsAPlaceInTheOrder() throws IOException {
    String id = "n " + endpoint().newId();
    endpoint().load(id, 1);
    for (String before : List.of("", "m", "n", "n ", "n +", "\u0000", "+", "%")) {
      assertTrue(
          endpoint().calls().page(Optional.of(before)).names().contains(id),
          () -> "after \"" + before + "\"");
    }
    for (String after : List.of(id, "n z", "o", "z".repeat(1024), "\ud83d\ude00")) {
      assertTrue(
          !endpoint().calls().page(Optional.of(after)).names().contains(id),
          () -> "after \"" + after + "\"");
    }
    endpoint().unload(id);
  }

  /** The platform's other parameters, and none of its own. */
  @Test
  default void otherParametersOfTheQueryAreIgnored() throws IOException {
    for (String query : List.of("?", "?limit=1", "?a=b&c", "?next_page_token", "?&&=")) {
      ModelPage.of(endpoint().calls().exchange("GET", "/models" + query, NOTHING));
    }
  }

  @Test
  default void aModelIsTheSameInTheListAndAlone() throws IOException {
    String id = endpoint().newId();
    endpoint().load(id, 1);

    Listed alone = ModelPage.one(endpoint().calls().get(id));
    assertEquals(new Listed(id, endpoint().artifact(1).url()), alone);
    assertTrue(endpoint().calls().page(Optional.empty()).models().contains(alone));

    endpoint().unload(id);
    endpoint().assertUnknown(id);
  }

  @Test
  default void headIsLikeGetWithoutTheBody() throws IOException {
    String id = endpoint().newId();
    endpoint().load(id, 1);
    for (String path : List.of("/models", ModelCalls.path(id))) {
      Answer get = endpoint().calls().exchange("GET", path, NOTHING);
      Answer head = endpoint().calls().exchange("HEAD", path, NOTHING);
      endpoint().assertStatus(200, head);
      assertEquals(get.header("Content-Length"), head.header("Content-Length"));
    }
    endpoint().unload(id);
    endpoint().assertStatus(404, endpoint().calls().exchange("HEAD", ModelCalls.path(id), NOTHING));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/models,'GET, HEAD, POST'",
    "DELETE,/models,'GET, HEAD, POST'",
    "BREW,/models,'GET, HEAD, POST'",
    "POST,/models/any,'DELETE, GET, HEAD'",
    "PATCH,/models/any,'DELETE, GET, HEAD'",
    "GET,/models/any/invoke,POST",
    "DELETE,/models/any/invoke,POST"
  })
  default void anotherMethodIsA405ThatSaysWhatIsAllowed(String method, String path, String allowed)
      throws IOException {
    Answer answer = endpoint().calls().exchange(method, path, NOTHING);
    endpoint().assertStatus(405, answer);
    assertEquals(
        Set.of(allowed.split(", ")), Set.of(answer.header("Allow").orElse("none").split(", ")));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/models/",
    "POST,/models/",
    "DELETE,/models/",
    "GET,/models/any/",
    "GET,/models/a/b/c",
    "POST,/models//invoke",
    "POST,/models/any/invoke/",
    "POST,/models/any/Invoke",
    "GET,/Models"
  })
  default void noModelHasSuchAPath(String method, String path) throws IOException {
    Answer answer = endpoint().calls().exchange(method, path, NOTHING);
    assertTrue(List.of(400, 404).contains(answer.status()), answer::toString);
    ErrorBody.of(answer);
  }

  /** With names that a query must be careful with. */
  private static Set<String> loadMany(Endpoint fresh, int count) throws IOException {
    Set<String> ids = new TreeSet<>();
    String strange = "a+b &=%#?/;\u00e9";
    for (int i = 0; i < count; i++) {
      String id = strange.charAt(i % strange.length()) + "-" + i + strange;
      ids.add(id);
      fresh.load(id, 1);
    }
    return ids;
  }
}
