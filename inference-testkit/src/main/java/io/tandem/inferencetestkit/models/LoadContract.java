package io.tandem.inferencetestkit.models;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.ErrorBody;
import io.tandem.inferencetestkit.models.Endpoint.Artifact;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading: once, twice, many at once, and what must not be loaded. */
interface LoadContract extends ModelsContract {
  int AT_ONCE = 20;
  int MAX_LOAD_BODY = 32 << 10;

  @Test
  default void aModelIsLoadedOnceAndAnswersUntilItIsUnloaded() throws IOException {
    Endpoint endpoint = endpoint();
    String id = endpoint.newId();
    endpoint.assertUnknown(id);

    endpoint.load(id, 1);
    endpoint.assertRight(id, 1);
    Answer twice = endpoint.calls().load(id, endpoint.artifact(2).url());
    endpoint.assertStatus(409, twice);
    ErrorBody.of(twice);
    endpoint.assertRight(id, 1);

    endpoint.unload(id);
    endpoint.assertUnknown(id);
    endpoint.load(id, 2);
    endpoint.assertRight(id, 2);
    endpoint.unload(id);
  }

  @Test
  default void oneFolderMayBeLoadedUnderManyIds() throws IOException {
    Endpoint endpoint = endpoint();
    String first = endpoint.newId();
    String second = endpoint.newId();
    endpoint.load(first, 1);
    endpoint.load(second, 1);

    endpoint.unload(first);

    endpoint.assertRight(second, 1);
    endpoint.unload(second);
  }

  @Test
  default void ofTwoLoadsOfOneIdAtOnceOneIsA409() throws Exception {
    Endpoint endpoint = endpoint();
    Artifact artifact = endpoint.artifact(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        String id = endpoint.newId();
        Future<Answer> one = callers.submit(() -> endpoint.calls().load(id, artifact.url()));
        Future<Answer> other = callers.submit(() -> endpoint.calls().load(id, artifact.url()));
        assertEquals(
            List.of(200, 409),
            Stream.of(one.get().status(), other.get().status()).sorted().toList(),
            () -> one + " " + other);
        endpoint.assertRight(id, 1);
        endpoint.unload(id);
      }
    }
  }

  @Test
  default void twentyLoadAskAndUnloadAtOnce() throws Exception {
    Endpoint endpoint = endpoint();
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        int number = i;
        String id = endpoint.newId();
        done.add(
            callers.submit(
                () -> {
                  for (int round = 0; round < 5; round++) {
                    endpoint.load(id, number + round);
                    endpoint.assertRight(id, number + round);
                    endpoint.unload(id);
                  }
                  endpoint.assertUnknown(id);
                  return id;
                }));
      }
    }
    for (Future<?> one : done) {
      one.get();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}",
        "[]",
        "null",
        "1",
        "\"a\"",
        "{\"model_name\":\"a\"}",
        "{\"url\":\"$URL\"}",
        "{\"model_name\":1,\"url\":\"$URL\"}",
        "{\"model_name\":null,\"url\":\"$URL\"}",
        "{\"model_name\":[\"a\"],\"url\":\"$URL\"}",
        "{\"model_name\":\"a\",\"url\":{}}",
        "{\"model_name\":\"a\",\"url\":false}",
        "{\"model_name\":\"a\",\"url\":\"\"}",
        "{\"model_name\":\"a\",\"url\":\"$URL\"",
        "{\"model_name\":\"a\",\"url\":\"$URL\"}}",
        "{\"model_name\":\"a\",\"url\":\"$URL\"} {}",
        "{\"model_name\":\"a\",\"model_name\":\"b\",\"url\":\"$URL\"}",
        "{\"model_name\":\"a\",\"url\":\"$URL\",\"url\":\"$URL\"}",
        "{\"model_name\":\"\u00e9\",\"url\":\"$URL\"}",
        "{\"modelName\":\"a\",\"modelUrl\":\"$URL\"}",
        "model_name=a&url=$URL"
      })
  default void aBodyThatIsNoSuchObjectIsA400(String body) throws IOException {
    String url = endpoint().artifact(1).url();
    // Written in Latin-1, as which the one with a letter beyond ASCII is no UTF-8.
    Answer answer = endpoint().calls().load(body.replace("$URL", url).getBytes(ISO_8859_1));
    endpoint().assertStatus(400, answer);
    assertOneLine(answer);
    endpoint().assertUnknown("a");
  }

  /** Of a later version of the platform. */
  @Test
  default void furtherMembersAreIgnored() throws IOException {
    String id = endpoint().newId();
    String body = new String(ModelCalls.loading(id, endpoint().artifact(1).url()), UTF_8);
    for (String more : List.of("{\"version\":1,", "{\"tags\":[{\"a\":null}],")) {
      endpoint()
          .assertStatus(200, endpoint().calls().load(body.replace("{", more).getBytes(UTF_8)));
      endpoint().unload(id);
    }
  }

  @Test
  default void theLimitOfTheBodyIsExact() throws IOException {
    String id = endpoint().newId();
    byte[] body = ModelCalls.loading(id, endpoint().artifact(1).url());
    String spaces = " ".repeat(MAX_LOAD_BODY - body.length);
    String whole = new String(body, UTF_8) + spaces;

    Answer tooLarge = endpoint().calls().load((whole + " ").getBytes(UTF_8));
    Answer asLargeAsMayBe = endpoint().calls().load(whole.getBytes(UTF_8));

    endpoint().assertStatus(413, tooLarge);
    ErrorBody.of(tooLarge).assertDetail(Integer.toString(MAX_LOAD_BODY));
    endpoint().assertStatus(200, asLargeAsMayBe);
    endpoint().unload(id);
  }

  @Test
  default void aHundredMegabytesAreRefusedBeforeTheyAreSent() throws IOException {
    for (String length : List.of("Content-Length: 100000000", "Transfer-Encoding: chunked")) {
      try (Connection connection = new Connection(endpoint().port())) {
        connection.head("POST", "/models", List.of(length));
        if (length.startsWith("T")) {
          connection.chunk(new byte[MAX_LOAD_BODY + 1]);
        }
        Answer answer = connection.answer();
        endpoint().assertStatus(413, answer);
        ErrorBody.of(answer);
      }
    }
    try (Connection connection = new Connection(endpoint().port())) {
      connection.head(
          "POST", "/models", List.of("Expect: 100-continue", "Content-Length: 100000000"));
      endpoint().assertStatus(413, connection.answer());
    }
  }

  @Test
  default void chunksOfALoadAreLikeOneBody() throws IOException {
    String id = endpoint().newId();
    try (Connection connection = new Connection(endpoint().port())) {
      connection.head("POST", "/models", List.of("Transfer-Encoding: chunked"));
      for (byte one : ModelCalls.loading(id, endpoint().artifact(1).url())) {
        connection.chunk(new byte[] {one});
      }
      connection.chunk(NOTHING);
      endpoint().assertStatus(200, connection.answer());
    }
    endpoint().unload(id);
  }

  @Test
  default void aBrokenArtifactIsToldAndAGoodOneFollowsUnderTheSameId() throws IOException {
    Endpoint endpoint = endpoint();
    String id = endpoint.newId();
    Path folder = endpoint.newFolder();
    String fault = kinds().broken(folder);
    for (int i = 0; i < 3; i++) {
      Answer answer = endpoint.calls().load(id, endpoint.server().url(folder));
      endpoint.assertStatus(400, answer);
      assertOneLine(answer).assertDetail(fault);
      endpoint.assertUnknown(id);
    }

    endpoint.load(id, 1);

    endpoint.assertRight(id, 1);
    endpoint.unload(id);
  }

  @Test
  default void anEmptyFolderIsA400AndLoadsOnceItIsFilled() throws IOException {
    Endpoint endpoint = endpoint();
    String id = endpoint.newId();
    Path folder = endpoint.newFolder();
    String url = endpoint.server().url(folder);
    Answer empty = endpoint.calls().load(id, url);
    endpoint.assertStatus(400, empty);
    assertOneLine(empty);

    Question question = kinds().good(1, folder);

    endpoint.assertStatus(200, endpoint.calls().load(id, url));
    question.assertAnsweredBy(endpoint.calls().invoke(id, question.sample()));
    endpoint.unload(id);
  }

  /** The platform asks again for what was refused, and the log is not flooded by stacks. */
  @Test
  default void badLoadsAreNotNoticedByTheNeighbours() throws Exception {
    Endpoint endpoint = endpoint();
    Map<String, Question> neighbours = new HashMap<>();
    for (int number = 1; number <= 3; number++) {
      String id = endpoint.newId();
      endpoint.load(id, number);
      neighbours.put(id, endpoint.artifact(number).question());
    }
    Path broken = endpoint.newFolder();
    kinds().broken(broken);
    Path empty = endpoint.newFolder();
    int logged = endpoint.server().out().size();

    try (Callers callers = new Callers(endpoint.port(), 8, neighbours, Set.of())) {
      for (int i = 0; i < 50; i++) {
        for (Path bad : List.of(broken, empty, endpoint.models().resolve("absent"))) {
          Answer answer = endpoint.calls().load("bad-" + i, endpoint.server().url(bad));
          endpoint.assertStatus(400, answer);
        }
        endpoint.assertStatus(400, endpoint.calls().load("{".getBytes(UTF_8)));
      }
      callers.awaitMore(200, 100);
      callers.assertRight();
    }

    List<String> out = endpoint.server().out();
    for (String line : out.subList(Math.min(logged, out.size()), out.size())) {
      assertFalse(line.contains("\"stack\""), line);
    }
    for (String id : neighbours.keySet()) {
      endpoint.unload(id);
    }
  }

  @Test
  default void aFileIsNoArtifact() throws IOException {
    Path folder = endpoint().newFolder();
    kinds().good(1, folder);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        endpoint()
            .assertStatus(400, endpoint().calls().load("file", endpoint().server().url(file)));
      }
    }
  }

  private static ErrorBody assertOneLine(Answer answer) {
    ErrorBody error = ErrorBody.of(answer);
    assertFalse(error.detail().isBlank(), answer::toString);
    assertTrue(error.detail().lines().count() == 1, answer::toString);
    return error;
  }
}
