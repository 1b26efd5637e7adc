package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Callers that ask models in turn, again and again, each on its connection, until that is closed.
 * They compare every answer.
 */
final class Callers implements AutoCloseable {
  private static final int MAX_FAULTS = 20;

  private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicInteger calling;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;
  private final List<Map.Entry<String, Question>> models;
  private final Set<Integer> refusals;

  /**
   * @param models by id
   * @param refusals statuses that are right too
   */
  Callers(int port, int count, Map<String, Question> models, Set<Integer> refusals) {
    this.port = port;
    this.models = new ArrayList<>(models.entrySet());
    this.refusals = refusals;
    calling = new AtomicInteger(count);
    for (int i = 0; i < count; i++) {
      int first = i;
      threads.execute(() -> call(first));
    }
  }

  private void call(int first) {
    try (Connection connection = new Connection(port)) {
      for (int turn = first; !ending.get() && faults.size() < MAX_FAULTS; turn++) {
        Map.Entry<String, Question> model = models.get(turn % models.size());
        Question question = model.getValue();
        judge(model, ModelCalls.invoke(connection, model.getKey(), question.sample()));
      }
    } catch (IOException e) {
      faults.add(e.toString());
    } finally {
      calling.decrementAndGet();
    }
  }

  private void judge(Map.Entry<String, Question> model, Answer answer) {
    statuses.computeIfAbsent(answer.status(), status -> new LongAdder()).increment();
    boolean right =
        answer.status() == 200
            ? model.getValue().isAnsweredBy(answer.text())
            : refusals.contains(answer.status());
    if (!right) {
      faults.add(
          model.getKey() + ": " + answer + " instead of " + model.getValue().answer().strip());
    }
  }

  /** How many calls had this status. */
  long count(int status) {
    return statuses.getOrDefault(status, new LongAdder()).sum();
  }

  /** Returns when so many more calls had this status, or nobody calls any longer. */
  void awaitMore(int status, int more) throws InterruptedException {
    long enough = count(status) + more;
    while (count(status) < enough && calling.get() > 0 && faults.size() < MAX_FAULTS) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Ends the calls: all were answered, and rightly. */
  void assertRight() {
    close();
    assertEquals(List.of(), List.copyOf(faults), statuses::toString);
    assertTrue(count(200) > 0, statuses::toString);
  }

  @Override
  public void close() {
    ending.set(true);
    threads.close();
  }
}
