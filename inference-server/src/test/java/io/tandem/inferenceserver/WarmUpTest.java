package io.tandem.inferenceserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
  private final Counting inference = new Counting();

  @Test
  void eachSampleIsAnsweredOftenAndInTurn() {
    WarmUp.run(inference, List.of(sample("a/a"), sample("b/b")), Duration.ofMinutes(1));

    assertTrue(inference.accepts.size() > 400, inference.accepts.size() + " invocations");
    assertEquals(List.of("a/a", "b/b", "a/a", "b/b"), inference.accepts.subList(0, 4));
  }

  @Test
  void eachSampleIsAnsweredOnceThoughTheTimeIsOver() {
    WarmUp.run(inference, List.of(sample("a/a"), sample("b/b")), Duration.ZERO);

    assertEquals(List.of("a/a", "b/b"), inference.accepts);
  }

  @Test
  void anInterruptEndsItAndStays() {
    Thread.currentThread().interrupt();
    WarmUp.run(inference, List.of(sample("a/a")), Duration.ofMinutes(1));

    assertTrue(Thread.interrupted());
    assertEquals(List.of(), inference.accepts);
  }

  private static Invocation sample(String accept) {
    return new Invocation(MediaType.of("text/csv"), MediaType.of(accept), Body.of(new byte[0]));
  }

  /** Notes what it is asked for. */
  private static final class Counting implements Inference {
    private final List<String> accepts = new ArrayList<>();

    @Override
    public List<String> contentTypes() {
      return List.of("text/csv");
    }

    @Override
    public List<MediaType> accepts() {
      return List.of(MediaType.of("a/a"), MediaType.of("b/b"));
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      accepts.add(invocation.accept().name());
      return new InvocationResult.Rejected(InvocationResult.Reason.INVALID_INPUT, "counted only");
    }

    @Override
    public void close() {}
  }
}
