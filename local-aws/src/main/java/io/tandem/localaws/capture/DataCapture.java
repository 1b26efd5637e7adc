package io.tandem.localaws.capture;

import io.tandem.localsagemaker.endpoint.AnsweredInvocation;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.InvocationObserver;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a sample of an endpoint's calls into objects of JSON Lines, in a thread of its own. Never
 * slows or fails a call: what cannot be kept or written is counted and said. Closing writes all
 * that was kept; the calls have to end before.
 */
public final class DataCapture implements InvocationObserver, AutoCloseable {
  /** Of an object when it appears, and between two words on what is lost. */
  private static final Duration AGE = Duration.ofSeconds(10);

  /** What waits for a slow disk, of all endpoints; never more than an eighth of the heap. */
  private static final long MAX_BUFFERED_BYTES = 128L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DataCapture.class);

  private final CaptureConfig config;
  private final String endpoint;
  private final CaptureObjects objects;
  private final CaptureBuffer buffer;
  private final Duration age;
  private final Terminal terminal;
  private final Thread writer;
  private long lost;
  private String reason = "";
  private long said;

  private DataCapture(
      CaptureConfig config,
      Endpoint endpoint,
      S3Folder s3,
      Terminal terminal,
      ByteBudget budget,
      Duration age) {
    this.config = config;
    this.endpoint = endpoint.name();
    this.objects =
        new CaptureObjects(
            config,
            s3.locate(config.destination()).resolve(endpoint.name()),
            endpoint.variant(),
            age);
    this.buffer = new CaptureBuffer(budget);
    this.age = age;
    this.terminal = terminal;
    this.said = System.nanoTime() - age.toNanos();
    // Not a virtual one: it would take the turns of those that answer the API.
    this.writer = Thread.ofPlatform().name("capture " + endpoint.name()).unstarted(this::write);
  }

  /** For the calls of all endpoints of a program that wait to be written. */
  public static ByteBudget budgetOfHeap() {
    return new ByteBudget(Math.min(MAX_BUFFERED_BYTES, Runtime.getRuntime().maxMemory() / 8));
  }

  /**
   * To be closed.
   *
   * @param budget for what waits to be written
   */
  public static DataCapture start(
      CaptureConfig config, Endpoint endpoint, S3Folder s3, Terminal terminal, ByteBudget budget) {
    return start(config, endpoint, s3, terminal, budget, AGE);
  }

  /**
   * @param age of an object when it appears
   */
  static DataCapture start(
      CaptureConfig config,
      Endpoint endpoint,
      S3Folder s3,
      Terminal terminal,
      ByteBudget budget,
      Duration age) {
    var capture = new DataCapture(config, endpoint, s3, terminal, budget, age);
    capture.writer.start();
    return capture;
  }

  @Override
  public void answered(AnsweredInvocation invocation) {
    if (ThreadLocalRandom.current().nextInt(100) < config.percentage()) {
      buffer.add(new CapturedInvocation(invocation, Instant.now()));
    }
  }

  private void write() {
    attempt(objects::deleteLeftovers);
    try {
      for (boolean last = false; !last; ) {
        long due = objects.nanosUntilDue();
        CaptureBuffer.Batch batch = due < 0 ? buffer.take() : buffer.take(due);
        lose(batch.refused(), "they came faster than they can be written");
        batch.calls().forEach(this::write);
        last = batch.last();
        if (last || objects.nanosUntilDue() == 0) {
          attempt(objects::complete);
        }
        report(last);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    } catch (RuntimeException e) {
      LOG.error("data capture of endpoint {} ended", endpoint, e);
    } finally {
      buffer.release();
      objects.abandon();
    }
  }

  private void write(CapturedInvocation call) {
    if (!objects.takes(call)) {
      attempt(objects::complete);
    }
    attempt(() -> objects.write(call));
  }

  /** Something that is done with the objects. */
  private interface Step {
    void run() throws IOException;
  }

  /** What fails costs the calls that are under way; those that come are written all the same. */
  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      lose(objects.abandon(), e.toString());
    } catch (RuntimeException | Error e) {
      LOG.error("data capture of endpoint {} failed", endpoint, e);
      lose(objects.abandon(), e.toString());
    }
  }

  private void lose(long calls, String why) {
    if (calls > 0) {
      lost += calls;
      reason = why;
    }
  }

  private void report(boolean last) {
    if (lost > 0 && (last || System.nanoTime() - said >= age.toNanos())) {
      terminal.say("endpoint %s: %d calls were not captured: %s".formatted(endpoint, lost, reason));
      lost = 0;
      said = System.nanoTime();
    }
  }

  @Override
  public void close() {
    buffer.close();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true; // What is sampled is written all the same.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
