package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Unloading: never under a call, and at once for those that come later. */
interface UnloadContract extends ModelsContract {
  int CALLERS = 64;
  int RELOADS = 30;

  @Test
  default void callersOfAModelThatIsReloadedSeeAnswersAnd404Only() throws Exception {
    Endpoint endpoint = endpoint();
    String reloaded = endpoint.newId();
    String neighbour = endpoint.newId();
    endpoint.load(reloaded, 1);
    endpoint.load(neighbour, 2);
    Map<String, Question> asked = new HashMap<>();
    asked.put(reloaded, endpoint.artifact(1).question());
    asked.put(neighbour, endpoint.artifact(2).question());
    try (Callers callers = new Callers(endpoint.port(), CALLERS, asked, Set.of(404))) {
      callers.awaitMore(200, CALLERS);
      for (int i = 0; i < RELOADS; i++) {
        endpoint.unload(reloaded);
        callers.awaitMore(404, 1);
        endpoint.load(reloaded, 1);
        callers.awaitMore(200, CALLERS);
      }
      callers.assertRight();
      assertTrue(callers.count(404) >= RELOADS);
    }
    endpoint.assertRight(reloaded, 1);
    endpoint.unload(reloaded);
    endpoint.unload(neighbour);
  }

  @Test
  default void aNeighbourIsNeverRefusedWhileOthersComeAndGo() throws Exception {
    Endpoint endpoint = endpoint();
    String quiet = endpoint.newId();
    endpoint.load(quiet, 1);
    Map<String, Question> asked = Map.of(quiet, endpoint.artifact(1).question());
    try (Callers callers = new Callers(endpoint.port(), 8, asked, Set.of())) {
      for (int i = 0; i < RELOADS; i++) {
        String other = endpoint.newId();
        endpoint.load(other, 2 + i % 3);
        endpoint.assertRight(other, 2 + i % 3);
        endpoint.unload(other);
      }
      callers.awaitMore(200, 100);
      callers.assertRight();
    }
    endpoint.unload(quiet);
  }

  @Test
  default void unloadingWaitsForACallAndItsIdIsFreeMeanwhile() throws Exception {
    Endpoint endpoint = endpoint();
    String id = endpoint.newId();
    endpoint.load(id, 1);
    Question question = endpoint.artifact(1).question();
    byte[] body = question.sample().body();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Connection running = new Connection(endpoint.port())) {
      running.head(
          "POST",
          ModelCalls.path(id) + "/invoke",
          List.of("Expect: 100-continue", "Content-Type: " + question.sample().contentType()),
          "Content-Length: " + body.length);
      assertEquals(100, running.answer().status());

      Future<Answer> unload = callers.submit(() -> endpoint.calls().unload(id));
      endpoint.awaitUnknown(id);
      endpoint.assertStatus(404, endpoint.invoke(id, 1));
      endpoint.load(id, 2);
      endpoint.assertRight(id, 2);
      assertFalse(unload.isDone(), unload::toString);
      running.write(body);

      Answer late = running.answer();
      endpoint.assertStatus(200, late);
      question.assertAnsweredBy(late);
      endpoint.assertStatus(200, unload.get());
      endpoint.assertRight(id, 2);
    }
    endpoint.unload(id);
    endpoint.assertUnknown(id);
  }

  @Test
  default void ofTwoUnloadsAtOnceOneFindsNothing() throws Exception {
    Endpoint endpoint = endpoint();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String id = endpoint.newId();
        endpoint.load(id, 1);
        Future<Answer> one = callers.submit(() -> endpoint.calls().unload(id));
        Future<Answer> other = callers.submit(() -> endpoint.calls().unload(id));
        assertEquals(
            List.of(200, 404),
            Stream.of(one.get().status(), other.get().status()).sorted().toList(),
            () -> one + " " + other);
        endpoint.assertUnknown(id);
      }
    }
  }

  /** Twenty callers load, ask and unload five ids, each what it likes. */
  @Test
  default void whateverHappensAtOnceTheStateStaysOne() throws Exception {
    Endpoint endpoint = endpoint();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(endpoint.newId());
    }
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 20; caller++) {
        Random random = new Random(caller);
        done.add(
            callers.submit(
                () -> {
                  for (int turn = 0; turn < 40; turn++) {
                    int number = random.nextInt(ids.size());
                    act(endpoint, ids.get(number), number, random.nextInt(4));
                  }
                  return null;
                }));
      }
    }
    for (Future<?> one : done) {
      one.get();
    }
    List<String> listed = endpoint.calls().names();
    for (int number = 0; number < ids.size(); number++) {
      String id = ids.get(number);
      if (listed.contains(id)) {
        endpoint.assertRight(id, number);
        endpoint.unload(id);
      }
      endpoint.assertUnknown(id);
    }
  }

  private static void act(Endpoint endpoint, String id, int number, int what) throws Exception {
    Answer answer =
        switch (what) {
          case 0 -> endpoint.calls().load(id, endpoint.artifact(number).url());
          case 1 -> endpoint.calls().unload(id);
          case 2 -> endpoint.calls().get(id);
          default -> endpoint.invoke(id, number);
        };
    Set<Integer> expected = what == 0 ? Set.of(200, 409) : Set.of(200, 404);
    assertTrue(expected.contains(answer.status()), () -> what + ": " + answer);
    if (what == 3 && answer.status() == 200) {
      endpoint.artifact(number).question().assertAnsweredBy(answer);
    }
  }
}
