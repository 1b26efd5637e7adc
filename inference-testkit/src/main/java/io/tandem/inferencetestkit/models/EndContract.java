package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.ErrorBody;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** SIGTERM with many models: all that was asked is answered, and the status is the usual one. */
interface EndContract extends ModelsContract {
  @Test
  default void endsWithNothingLoadedAndWithAModel() throws Exception {
    for (boolean loaded : List.of(false, true)) {
      try (Endpoint ending = listening(Map.of())) {
        if (loaded) {
          ending.load("m", 1);
          ending.assertRight("m", 1);
        }
        ending.server().terminate();
        assertEnded(ending);
      }
    }
  }

  @Test
  default void loadsThatWaitAreAnsweredWhenItEnds() throws Exception {
    try (Endpoint ending = listening(Map.of())) {
      List<Connection> loads = new ArrayList<>();
      try {
        for (int i = 0; i < 20; i++) {
          Connection load = new Connection(ending.port());
          loads.add(load);
          byte[] body = ModelCalls.loading("m" + i, ending.artifact(i).url());
          load.head("POST", "/models", List.of(), "Content-Length: " + body.length);
          load.write(body);
        }
        ending.calls().awaitTaken();

        ending.server().terminate();

        for (Connection load : loads) {
          Answer answer = load.answer();
          assertTrue(Set.of(200, 503).contains(answer.status()), answer::toString);
        }
      } finally {
        for (Connection load : loads) {
          load.close();
        }
      }
      assertEnded(ending);
    }
  }

  @Test
  default void finishesWhatRunsAndRefusesTheRest() throws Exception {
    try (Endpoint ending = listening(Map.of())) {
      ending.load("m", 1);
      Question question = ending.artifact(1).question();
      byte[] body = question.sample().body();
      try (Connection running = new Connection(ending.port());
          Connection late = new Connection(ending.port())) {
        running.head(
            "POST",
            "/models/m/invoke",
            List.of("Expect: 100-continue", "Content-Type: " + question.sample().contentType()),
            "Content-Length: " + body.length);
        assertEquals(100, running.answer().status());

        ending.server().terminate();
        ending.awaitStopping();
        assertEquals(503, late.exchange("GET", "/ping", List.of(), NOTHING).status());
        Answer refused = ending.calls().load("n", ending.artifact(2).url());
        ending.assertStatus(503, refused);
        ErrorBody.of(refused).assertError("stopping");
        running.write(body);

        Answer answer = running.answer();
        ending.assertStatus(200, answer);
        question.assertAnsweredBy(answer);
      }
      assertEnded(ending);
    }
  }

  private static void assertEnded(Endpoint ending) throws InterruptedException {
    assertEquals(
        MultiModelServer.STOPPED_BY_SIGTERM,
        ending.server().exitStatus(),
        () -> ending.server().toString());
  }
}
