package io.tandem.localsagemaker;

import io.undertow.util.HeaderMap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.xnio.XnioIoThread;

/**
 * A batch transform job on ready containers. Reading, joining and writing happen in the caller's
 * thread; at most {@code MaxConcurrentTransforms} calls are under way, and their answers are
 * written in the order of the records. Memory does not grow with the objects.
 */
final class TransformRun {
  /** Of the last container's answer. */
  private static final long MAX_ANSWER_BYTES = 100L << 20;

  private static final int RETRY_DELAY_MILLIS = 250;
  private static final int MAX_SHOWN_MESSAGE = 300;

  private record Call(RecordBatch batch, CompletableFuture<Pipeline.Result> answer) {}

  private final TransformJob job;
  private final Containers containers;
  private final Terminal terminal;
  private final Pipeline pipeline;
  private final ExecutionParameters parameters;

  TransformRun(TransformJob job, Containers containers, Terminal terminal) {
    this.job = job;
    this.containers = containers;
    this.terminal = terminal;
    this.pipeline = new Pipeline(containers.callable(), job.calls().timeout(), MAX_ANSWER_BYTES);
    this.parameters = ExecutionParameters.of(job.calls(), containers);
  }

  /**
   * Transforms one object after the other; one that fails does not stop the others.
   *
   * @return whether all were transformed
   * @throws SetupException when a container ended
   */
  boolean run(List<TransformObject> objects) throws InterruptedException {
    terminal.say(parameters.toString());
    int failed = 0;
    for (TransformObject object : objects) {
      try {
        transform(object);
      } catch (RecordException e) {
        containers.failIfEnded();
        terminal.say("%s failed: %s".formatted(object.key(), e.getMessage()));
        failed++;
      } catch (IOException e) {
        terminal.say("%s failed: %s".formatted(object.key(), e));
        failed++;
      }
    }
    terminal.say(
        "job %s: %d of %d objects transformed"
            .formatted(job.name(), objects.size() - failed, objects.size()));
    return failed == 0;
  }

  private void transform(TransformObject object)
      throws IOException, RecordException, InterruptedException {
    Path folder = object.output().getParent();
    Path part = object.output().resolveSibling(object.output().getFileName() + ".part");
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try {
      try (InputStream in = open(object.input());
          var out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        transform(object.key(), in, out);
      }
      Files.move(part, object.output(), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return job.input().gzip() ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private void transform(String key, InputStream in, OutputStream out)
      throws IOException, RecordException, InterruptedException {
    var batches =
        new RecordBatches(in, job, parameters.singleRecord(), parameters.maxPayloadMb() << 20);
    var progress = new Progress(key, terminal);
    var underWay = new ArrayDeque<Call>();
    RecordBatch batch = batches.next();
    while (batch != null || !underWay.isEmpty()) {
      if (batch != null && underWay.size() < parameters.maxConcurrent()) {
        underWay.addLast(call(batch));
        batch = batches.next();
      } else {
        Call oldest = underWay.removeFirst();
        out.write(answer(oldest));
        progress.records(oldest.batch().first() + oldest.batch().records().size() - 1);
      }
    }
    progress.done(batches.count());
  }

  private Call call(RecordBatch batch) {
    var answer = new CompletableFuture<Pipeline.Result>();
    var request =
        new Pipeline.Request(
            new RequestBody.Bytes(batch.body()),
            job.input().contentType(),
            job.output().accept(),
            new HeaderMap());
    XnioIoThread thread = containers.worker().getIoThread();
    call(thread, request, job.calls().retries(), answer);
    return new Call(batch, answer);
  }

  /** A client's error is not retried: the same records would give it again. */
  private void call(
      XnioIoThread thread,
      Pipeline.Request request,
      int retries,
      CompletableFuture<Pipeline.Result> answer) {
    pipeline.invoke(
        thread,
        request,
        result -> {
          if (result instanceof Pipeline.Result.Failed failed
              && (failed.status() >= 500 || failed.status() == 0)
              && retries > 0) {
            thread.executeAfter(
                () -> call(thread, request, retries - 1, answer),
                RETRY_DELAY_MILLIS,
                TimeUnit.MILLISECONDS);
          } else {
            answer.complete(result);
          }
        });
  }

  private byte[] answer(Call call) throws RecordException, InterruptedException {
    String range = call.batch().range();
    try {
      return switch (call.answer().get()) {
        case Pipeline.Result.Answered answered -> call.batch().assemble(answered.body(), job);
        case Pipeline.Result.Failed failed ->
            throw new RecordException(
                failed.hostname() + " answered " + failed.status() + ": " + shown(failed));
      };
    } catch (RecordException e) {
      throw new RecordException(range + ": " + e.getMessage());
    } catch (ExecutionException e) {
      throw new IllegalStateException(range, e);
    }
  }

  private static String shown(Pipeline.Result.Failed failed) {
    String message = failed.message().strip();
    return message.length() <= MAX_SHOWN_MESSAGE
        ? message
        : message.substring(0, MAX_SHOWN_MESSAGE) + "...";
  }

  /** Says now and then how far an object is. For one thread. */
  private static final class Progress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String key;
    private final Terminal terminal;
    private final long start = System.nanoTime();
    private long said = start;

    Progress(String key, Terminal terminal) {
      this.key = key;
      this.terminal = terminal;
    }

    void records(long count) {
      if (System.nanoTime() - said > INTERVAL_NANOS) {
        said = System.nanoTime();
        say(count, "so far");
      }
    }

    void done(long count) {
      say(count, "done");
    }

    private void say(long count, String state) {
      double seconds = (System.nanoTime() - start) / 1e9;
      terminal.say(
          String.format(
              Locale.ROOT,
              "%s: %,d records %s, %,.0f a second",
              key,
              count,
              state,
              count / Math.max(seconds, 1e-3)));
    }
  }
}
