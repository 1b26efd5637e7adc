package io.tandem.localaws.states.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and evaluates expressions, each in a thread of its own with a stack that is deep enough. An
 * expression is read anew each time: what JSONata has read is not for several threads. For many
 * threads at once.
 */
public final class Queries implements AutoCloseable {
  private static final long STACK_BYTES = 16 << 20;

  /** Beyond the budget, which ends all expressions. */
  private static final int GRACE_MILLIS = 1_000;

  private static final int MAX_SOURCE = 64 * 1024;

  /** More at once would not be done sooner, and each may take as much memory as a budget allows. */
  private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors());

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            var thread = new Thread(null, work, "expression", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @throws QueryException when it is no expression
   */
  public void check(String source) throws QueryException, InterruptedException {
    within(() -> read(source));
  }

  private static Jsonata read(String source) {
    if (source.length() > MAX_SOURCE) {
      throw new JException("the expression is longer than 65536 characters");
    }
    return Jsonata.jsonata(source);
  }

  /**
   * @param bindings variables, without their dollar
   * @throws QueryException when it has no value, or none that is JSON
   */
  public Json evaluate(String source, Map<String, Json> bindings)
      throws QueryException, InterruptedException {
    return within(
        () -> {
          var budget = new Budget();
          var frame = new Frame(null);
          bindings.forEach((name, value) -> frame.bind(name, JavaValues.of(value)));
          Additions.bind(frame);
          Texts.bind(frame, budget);
          budget.watch(frame);
          Jsonata expression = read(source);
          expression.setOutputConvertNulls(false);
          @Nullable Object value = expression.evaluate(null, frame);
          if (value == null) {
            throw new JException("the expression has no value (undefined)");
          }
          return JavaValues.toJson(value);
        });
  }

  private <T> T within(Callable<T> work) throws QueryException, InterruptedException {
    turns.acquire();
    try {
      return inTime(work);
    } finally {
      turns.release();
    }
  }

  private <T> T inTime(Callable<T> work) throws QueryException, InterruptedException {
    Future<T> running = threads.submit(work);
    try {
      return running.get(Budget.MILLIS + GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new QueryException("the expression takes longer than " + Budget.MILLIS / 1000 + " s");
    } catch (ExecutionException e) {
      throw new QueryException(fault(e.getCause()));
    } finally {
      running.cancel(true);
    }
  }

  private static String fault(@Nullable Throwable cause) {
    return switch (cause) {
      case JException e -> text(e);
      case StackOverflowError _ -> "the expression is nested too deep";
      case PatternSyntaxException e -> Texts.fault(e);
      // What JSONata's Java throws for arguments of the wrong type, a ClassCastException mostly.
      case null, default -> "the expression cannot be evaluated: " + cause;
    };
  }

  private static String text(JException e) {
    String text = String.valueOf(e.getMessage()).replaceFirst("^(JSONataException )+", "");
    return e.getLocation() > 0 ? text + " (at character " + e.getLocation() + ")" : text;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
