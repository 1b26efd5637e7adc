package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.pipeline.Pipeline;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.Ellipsis;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * A batch transform job on ready containers. Reading, joining and writing happen in the caller's
 * thread; at most {@code MaxConcurrentTransforms} calls are under way, of one object or several,
 * and their answers are written in the order of the records. Memory does not grow with the objects.
 */
public final class TransformJobRunner {
  /** Of the last container's answer. */
  private static final long MAX_ANSWER_BYTES = 100L << 20;

  private static final Duration RETRY_DELAY = Duration.ofMillis(250);
  private static final int MAX_SHOWN_MESSAGE = 300;

  private record Call(
      ObjectTransform object, RecordBatch batch, CompletableFuture<InvocationResult> answer) {}

  private final TransformJob job;
  private final Duration retryDelay;
  private final Containers containers;
  private final Terminal terminal;
  private final Pipeline pipeline;
  private final TransformParameters parameters;
  private final ArrayDeque<Call> calls = new ArrayDeque<>();

  /** The unfinished objects, in the order of their calls. */
  private final ArrayDeque<ObjectTransform> running = new ArrayDeque<>();

  private int transformed;

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException when job and container do not agree
   */
  public TransformJobRunner(TransformJob job, Containers containers, Terminal terminal)
      throws InterruptedException {
    this(job, containers, terminal, RETRY_DELAY);
  }

  TransformJobRunner(
      TransformJob job, Containers containers, Terminal terminal, Duration retryDelay)
      throws InterruptedException {
    this.retryDelay = retryDelay;
    this.job = job;
    this.containers = containers;
    this.terminal = terminal;
    this.pipeline = new Pipeline(containers.callable(), job.calls().timeout(), MAX_ANSWER_BYTES);
    this.parameters = TransformParameters.of(job, containers, terminal);
  }

  /**
   * Transforms every object; one that fails does not stop the others.
   *
   * @return whether all were transformed
   * @throws io.tandem.localsagemaker.terminal.SetupException when a container ended
   */
  public boolean run(List<TransformObject> objects) throws InterruptedException {
    terminal.say(parameters.toString());
    try {
      deleteLeftovers(objects);
      for (TransformObject object : objects) {
        send(new ObjectTransform(object, job, parameters, terminal));
      }
      while (!calls.isEmpty()) {
        settleOldest();
      }
    } finally {
      running.forEach(ObjectTransform::close);
    }
    boolean all = transformed == objects.size();
    terminal.say(
        "job %s: %s, %d of %d objects transformed"
            .formatted(job.name(), all ? "Completed" : "Failed", transformed, objects.size()));
    return all;
  }

  private void deleteLeftovers(List<TransformObject> objects) {
    objects.stream()
        .map(object -> object.output().resolveSibling(""))
        .distinct()
        .forEach(
            folder -> {
              try {
                PartFile.deleteLeftovers(folder);
              } catch (IOException e) {
                terminal.say("the leftovers of a killed job cannot be deleted: " + e);
              }
            });
  }

  private void send(ObjectTransform object) throws InterruptedException {
    running.addLast(object);
    for (RecordBatch batch; (batch = object.next()) != null; ) {
      while (calls.size() == parameters.maxConcurrent()) {
        settleOldest();
      }
      calls.addLast(new Call(object, batch, send(batch.body())));
    }
    finishSettled();
  }

  private CompletableFuture<InvocationResult> send(RequestBody body) {
    var answer = new CompletableFuture<InvocationResult>();
    var request =
        new Pipeline.Request(
            body, job.input().contentType(), job.output().accept(), new HeaderMap(), null, null);
    XnioIoThread thread = containers.worker().getIoThread();
    send(thread, request, job.calls().retries(), answer);
    return answer;
  }

  /**
   * Which failures the platform retries is not documented. Here: a server's error and no answer in
   * time or at all. The same records would give a client's error again.
   */
  private void send(
      XnioIoThread thread,
      Pipeline.Request request,
      int retries,
      CompletableFuture<InvocationResult> answer) {
    pipeline.invoke(
        thread,
        request,
        result -> {
          if (retries > 0 && isServersFault(result)) {
            thread.executeAfter(
                () -> send(thread, request, retries - 1, answer),
                retryDelay.toMillis(),
                TimeUnit.MILLISECONDS);
          } else {
            answer.complete(result);
          }
        });
  }

  private static boolean isServersFault(InvocationResult result) {
    return switch (result) {
      case InvocationResult.Answered _, InvocationResult.TooLarge _ -> false;
      case InvocationResult.Refused refused -> refused.status() >= 500;
      case InvocationResult.NoAnswer _ -> true;
    };
  }

  private void settleOldest() throws InterruptedException {
    Call call = calls.removeFirst();
    switch (result(call)) {
      case InvocationResult.Answered answered ->
          call.object().answered(call.batch(), answered.body());
      case InvocationResult.Failed failed -> {
        containers.failIfEnded();
        call.object().refused(call.batch(), shown(failed));
      }
    }
    finishSettled();
  }

  private static InvocationResult result(Call call) throws InterruptedException {
    try {
      return call.answer().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void finishSettled() {
    for (ObjectTransform first; (first = running.peekFirst()) != null && first.isSettled(); ) {
      running.removeFirst();
      String failure = first.finish();
      if (failure == null) {
        transformed++;
      } else {
        terminal.say("%s failed: %s".formatted(first.key(), failure));
      }
    }
  }

  /** In the words that the platform's log has been seen to use. */
  private static String shown(InvocationResult.Failed failed) {
    String shown = Ellipsis.shorten(failed.message().strip(), MAX_SHOWN_MESSAGE);
    return switch (failed) {
      case InvocationResult.NoAnswer _ -> "Unable to get response from algorithm: " + shown;
      case InvocationResult.TooLarge _ -> shown;
      case InvocationResult.Refused refused ->
          "%s: %d from %s: %s"
              .formatted(
                  refused.isClientError()
                      ? "ClientError"
                      : "Bad HTTP status received from algorithm",
                  refused.status(),
                  refused.hostname(),
                  shown);
    };
  }
}
