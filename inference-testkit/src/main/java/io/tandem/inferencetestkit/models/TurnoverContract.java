package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More models than there is room for, as a platform drives them. */
interface TurnoverContract extends ModelsContract {
  int TARGETS = 200;
  int ROOM = 60;
  int DRIVERS = 8;

  @Test
  default void twoHundredModelsShareTheRoomOfSixty() throws Exception {
    drive(Duration.ofSeconds(3));
  }

  @Test
  @Tag("long")
  default void twoHundredModelsShareTheRoomOfSixtyForTenMinutes() throws Exception {
    drive(Duration.ofMinutes(10));
  }

  private void drive(Duration duration) throws Exception {
    try (Endpoint endpoint = listening(Map.of(RoomContract.MAX_MODELS, Integer.toString(ROOM)))) {
      FakePlatform platform = new FakePlatform(endpoint);
      List<Future<?>> drivers = new ArrayList<>();
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < DRIVERS; i++) {
          int driver = i;
          drivers.add(
              callers.submit(
                  () -> {
                    drive(platform, endpoint, driver, duration);
                    return null;
                  }));
        }
      }
      for (Future<?> driver : drivers) {
        driver.get();
      }
      assertEquals(ROOM, endpoint.calls().names().size(), () -> "" + platform.statuses());
      Map<String, LongAdder> statuses = platform.statuses();
      assertTrue(statuses.containsKey("load 507"), statuses::toString);
      System.out.println("turnover: " + statuses);
    }
  }

  private static void drive(FakePlatform platform, Endpoint endpoint, int driver, Duration duration)
      throws IOException {
    for (int number = driver; number < TARGETS; number += DRIVERS) {
      ask(platform, endpoint, number);
    }
    Random random = new Random(driver);
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      // A few are asked often, most seldom.
      ask(platform, endpoint, (int) (TARGETS * Math.pow(random.nextDouble(), 3)));
    }
  }

  private static void ask(FakePlatform platform, Endpoint endpoint, int number) throws IOException {
    Answer answer = platform.invoke(number);
    endpoint.assertStatus(200, answer);
    endpoint.artifact(number).question().assertAnsweredBy(answer);
  }
}
