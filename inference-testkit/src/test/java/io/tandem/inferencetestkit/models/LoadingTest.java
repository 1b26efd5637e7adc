package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.EchoContainerContractTest;
import io.tandem.inferencetestkit.ErrorBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be seen only while a load lasts, which this container's does for as long as one likes.
 */
final class LoadingTest {
  private static final int MAX_WAITING = 100;

  @TempDir Path model;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private Endpoint endpoint;
  private Path folder;
  private Gate gate;

  @BeforeEach
  void start() throws Exception {
    ContainerUnderTest echo = EchoContainerContractTest.describe(model);
    EchoModels models = new EchoModels();
    endpoint = new Endpoint(models, base -> new ServerProcess(echo, Map.of(), base));
    endpoint.awaitListening();
    folder = endpoint.newFolder();
    models.good(0, folder);
    gate = new Gate(folder);
  }

  @AfterEach
  void stop() throws IOException {
    gate.close();
    callers.close();
    endpoint.close();
  }

  private Future<Answer> startLoading() throws Exception {
    Future<Answer> load =
        callers.submit(() -> endpoint.calls().load("slow", endpoint.server().url(folder)));
    gate.awaitLoading();
    return load;
  }

  @Test
  void aModelThatIsBeingLoadedIsTakenAndUnknown() throws Exception {
    Future<Answer> load = startLoading();
    for (int i = 0; i < 10; i++) {
      assertEquals(409, endpoint.calls().load("slow", endpoint.artifact(1).url()).status());
      assertEquals(404, endpoint.invoke("slow", 1).status());
      assertEquals(404, endpoint.calls().get("slow").status());
      assertEquals(List.of(), endpoint.calls().names());
    }
    assertFalse(load.isDone());
    gate.open();
    assertEquals(200, load.get().status());
    assertEquals("model 0\n", endpoint.invoke("slow", 1).text());
  }

  @Test
  void aModelThatIsLoadedAnswersWhileAnotherIsBeingLoaded() throws Exception {
    endpoint.load("quick", 1);
    Future<Answer> load = startLoading();
    for (int i = 0; i < 100; i++) {
      endpoint.assertRight("quick", 1);
    }
    assertEquals(200, endpoint.calls().exchange("GET", "/ping", new byte[0]).status());
    assertFalse(load.isDone());
  }

  @Test
  void unloadingWaitsForTheLoadOfTheSame() throws Exception {
    Future<Answer> load = startLoading();
    Future<Answer> unload = callers.submit(() -> endpoint.calls().unload("slow"));
    endpoint.calls().awaitTaken();
    assertFalse(unload.isDone(), unload::toString);
    gate.open();
    assertEquals(200, load.get().status());
    assertEquals(200, unload.get().status());
    endpoint.assertUnknown("slow");
  }

  @Test
  void beyondAHundredThatWaitALoadIsA503() throws Exception {
    List<Future<Answer>> loads = new ArrayList<>(List.of(startLoading()));
    for (int i = 0; i < MAX_WAITING; i++) {
      String id = "m" + i;
      loads.add(callers.submit(() -> endpoint.calls().load(id, endpoint.artifact(1).url())));
    }
    // Whichever comes when: that many wait once a further one is refused.
    Answer answer = endpoint.calls().exchange("GET", "/ping", new byte[0]);
    for (int i = 0; answer.status() != 503 && i < 50; i++) {
      String id = "more" + i;
      Future<Answer> more =
          callers.submit(() -> endpoint.calls().load(id, endpoint.artifact(1).url()));
      loads.add(more);
      endpoint.calls().awaitTaken();
      answer = more.isDone() ? more.get() : answer;
    }
    assertEquals(503, answer.status());
    ErrorBody.of(answer).assertError("overloaded");

    gate.open();

    int loaded = 0;
    for (Future<Answer> load : loads) {
      loaded += load.get().status() == 200 ? 1 : 0;
    }
    assertEquals(1 + MAX_WAITING, loaded);
    assertEquals(1 + MAX_WAITING, endpoint.calls().names().size());
  }

  @Test
  void aBugOfTheLoaderIsA500AndTheNextLoadIsFine() throws Exception {
    Path bug = endpoint.newFolder();
    new EchoModels().good(1, bug);
    Files.writeString(bug.resolve("bug"), "");

    Answer answer = endpoint.calls().load("m", endpoint.server().url(bug));

    assertEquals(500, answer.status());
    assertEquals("internal_error", ErrorBody.of(answer).error());
    endpoint.assertUnknown("m");
    endpoint.load("m", 1);
    endpoint.assertRight("m", 1);
  }

  @Test
  void aLoadThatEndsAfterSigtermIsAnswered() throws Exception {
    Future<Answer> load = startLoading();
    endpoint.server().terminate();
    endpoint.awaitStopping();
    gate.open();
    assertTrue(List.of(200, 503).contains(load.get().status()), () -> "" + load);
    assertEquals(MultiModelServer.STOPPED_BY_SIGTERM, endpoint.server().exitStatus());
  }

  @Test
  void aLoadThatNeverEndsDoesNotKeepItFromStopping() throws Exception {
    Future<Answer> load = startLoading();
    Future<Answer> waiting =
        callers.submit(() -> endpoint.calls().load("m", endpoint.artifact(1).url()));
    endpoint.calls().awaitTaken();
    endpoint.server().terminate();

    assertEquals(MultiModelServer.STOPPED_BY_SIGTERM, endpoint.server().exitStatus());

    assertEquals(503, load.get().status());
    assertEquals(503, waiting.get().status());
  }
}
