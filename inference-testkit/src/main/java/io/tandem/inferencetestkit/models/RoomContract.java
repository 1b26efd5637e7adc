package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ErrorBody;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is too much is a 507, after which the platform unloads another model and tries again. */
interface RoomContract extends ModelsContract {
  String MAX_MODELS = "TANDEM_MAX_MODELS";

  @Test
  default void beyondTheRoomAreLoadsA507UntilOneHasLeft() throws Exception {
    try (Endpoint small = listening(Map.of(MAX_MODELS, "3"))) {
      Map<String, Question> loaded = new HashMap<>();
      for (int number = 1; number <= 3; number++) {
        small.load("m" + number, number);
        loaded.put("m" + number, small.artifact(number).question());
      }
      try (Callers callers = new Callers(small.port(), 4, loaded, Set.of())) {
        for (int i = 0; i < 10; i++) {
          Answer full = small.calls().load("m4", small.artifact(4).url());
          small.assertStatus(507, full);
          ErrorBody.of(full);
          small.assertUnknown("m4");
        }
        callers.awaitMore(200, 100);
        callers.assertRight();
      }
      assertEquals(List.of("m1", "m2", "m3"), small.calls().names());

      small.unload("m2");
      small.load("m4", 4);

      small.assertRight("m1", 1);
      small.assertRight("m3", 3);
      small.assertRight("m4", 4);
      small.assertStatus(507, small.calls().load("m2", small.artifact(2).url()));
    }
  }

  /** The platform would unload a model for one that can never be loaded, but it reads nothing. */
  @Test
  default void noByteIsReadOfWhatHasNoRoom() throws Exception {
    try (Endpoint small = listening(Map.of(MAX_MODELS, "1"))) {
      small.load("m1", 1);
      Path broken = small.newFolder();
      kinds().broken(broken);

      small.assertStatus(507, small.calls().load("m2", small.server().url(broken)));
      small.assertStatus(409, small.calls().load("m1", small.artifact(2).url()));
      small.unload("m1");
      small.assertStatus(400, small.calls().load("m2", small.server().url(broken)));

      small.load("m2", 2);
      small.assertRight("m2", 2);
    }
  }

  /** Whatever their order, and none of those that failed keeps its place. */
  @Test
  default void ofManyLoadsAtOnceThereIsRoomForSomeExactly() throws Exception {
    try (Endpoint small = listening(Map.of(MAX_MODELS, "5"))) {
      Path broken = small.newFolder();
      kinds().broken(broken);
      String bad = small.server().url(broken);
      for (int round = 0; round < 3; round++) {
        List<Future<Answer>> loads = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < 15; i++) {
            String id = "m" + i;
            String url = i % 3 == 2 ? bad : small.artifact(i).url();
            loads.add(callers.submit(() -> small.calls().load(id, url)));
          }
        }
        Set<String> loaded = new TreeSet<>();
        for (int i = 0; i < loads.size(); i++) {
          int status = loads.get(i).get().status();
          assertEquals(
              true, Set.of(i % 3 == 2 ? 400 : 200, 507).contains(status), () -> loads + "");
          if (status == 200) {
            loaded.add("m" + i);
          }
        }
        assertEquals(List.copyOf(loaded), small.calls().names());
        for (int i = 0; loaded.size() < 5; i++) {
          if (i % 3 != 2 && loaded.add("m" + i)) {
            small.load("m" + i, i);
          }
        }
        for (String id : loaded) {
          small.assertRight(id, Integer.parseInt(id.substring(1)));
          small.unload(id);
        }
      }
    }
  }
}
