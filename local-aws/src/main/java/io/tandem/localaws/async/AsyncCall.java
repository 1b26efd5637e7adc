package io.tandem.localaws.async;

import io.tandem.localaws.resource.Members;
import io.tandem.localsagemaker.endpoint.HostedEndpoint;
import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.pipeline.Pipeline;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.strictjson.Json;
import io.undertow.util.Headers;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs one invocation, from its input to its output or failure. Waits; not for I/O threads. */
record AsyncCall(AsyncInvocation invocation, String region, S3Folder s3, Topics topics) {
  /** The platform's limit, for a request and an answer. */
  private static final long MAX_BYTES = 1L << 30;

  private static final String GONE = "The endpoint was deleted, or the program ended";

  /** How it ended. */
  private sealed interface Outcome {
    record Completed(@Nullable String contentType) implements Outcome {}

    /**
     * @param status {@code Failed} or {@code Expired}
     * @param detail for the failure object
     */
    record Failed(String status, String reason, String detail) implements Outcome {
      static Failed of(String reason) {
        return new Failed("Failed", reason, reason);
      }
    }
  }

  /** The container's answer on its way to a file; remembers why that cannot be written. */
  private static final class AnswerFile extends FilterOutputStream {
    private volatile @Nullable IOException fault;

    AnswerFile(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        fault = e;
        throw e;
      }
    }
  }

  /**
   * Ends with its output and notification, or with those of its failure.
   *
   * @throws IOException when a failure or a notification cannot be written
   */
  void run(AsyncContainers containers) throws IOException, InterruptedException {
    end(call(containers));
  }

  /**
   * In place of running it, when the endpoint is gone.
   *
   * @throws IOException when that cannot be written
   */
  void giveUp() throws IOException {
    end(Outcome.Failed.of(GONE));
  }

  private Outcome call(AsyncContainers containers) throws InterruptedException {
    Path input = s3.locate(invocation.input());
    try {
      if (!Files.isRegularFile(input)) {
        return Outcome.Failed.of("ClientError: there is no object " + invocation.input());
      }
      if (Files.size(input) > MAX_BYTES) {
        return Outcome.Failed.of("ClientError: " + invocation.input() + " has more than 1 GB");
      }
      while (true) {
        Optional<HostedEndpoint> found =
            containers.await(Duration.between(Instant.now(), invocation.ends()));
        if (invocation.isExpired()) {
          String reason = "The request waited longer than " + invocation.waits().toSeconds() + " s";
          return new Outcome.Failed("Expired", reason, reason);
        }
        if (found.isEmpty()) {
          return Outcome.Failed.of(GONE);
        }
        Optional<Outcome> outcome = call(found.get(), input, containers);
        if (outcome.isPresent()) {
          return outcome.get();
        }
      }
    } catch (IOException e) {
      return Outcome.Failed.of("ClientError: the input or output cannot be used: " + e);
    }
  }

  /** Empty when others serve by now: an update has closed these in the middle of the call. */
  private Optional<Outcome> call(HostedEndpoint hosted, Path input, AsyncContainers containers)
      throws IOException, InterruptedException {
    try (PartFile part = PartFile.create(s3.locate(invocation.outputUri()))) {
      var answer = new AnswerFile(part.out());
      InvocationResult result = invoke(hosted, input, answer);
      IOException fault = answer.fault;
      if (fault != null) {
        throw fault;
      }
      return switch (result) {
        case InvocationResult.Answered answered -> {
          part.commit();
          yield Optional.of(
              new Outcome.Completed(answered.headers().getFirst(Headers.CONTENT_TYPE)));
        }
        case InvocationResult.Broken _
            when containers.await(Duration.ZERO).filter(now -> !now.equals(hosted)).isPresent() ->
            Optional.empty();
        case InvocationResult.Failed failed ->
            Optional.of(
                new Outcome.Failed("Failed", "ClientError: " + failed.text(), failed.message()));
      };
    }
  }

  private InvocationResult invoke(HostedEndpoint hosted, Path input, OutputStream answer)
      throws InterruptedException {
    var result = new CompletableFuture<InvocationResult>();
    hosted.invoke(
        new Pipeline.Request(
            (RequestBody.Chunks) () -> Files.newInputStream(input),
            invocation.contentType(),
            invocation.accept(),
            invocation.passed(),
            null,
            answer),
        invocation.runs(),
        MAX_BYTES,
        result::complete);
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed with a failure", e);
    }
  }

  private void end(Outcome outcome) throws IOException {
    switch (outcome) {
      case Outcome.Completed(var contentType) ->
          tell(
              invocation.config().successTopic(),
              message("Completed")
                  .put(
                      "responseParameters",
                      new Members()
                          .text("contentType", Optional.ofNullable(contentType))
                          .text("outputLocation", invocation.outputUri())
                          .object()));
      case Outcome.Failed failed -> {
        Members message = message(failed.status()).text("failureReason", failed.reason());
        if (!invocation.failureUri().isEmpty()) {
          message.put(
              "responseParameters",
              Json.object(Map.of("failureLocation", Json.text(invocation.failureUri()))));
        }
        try {
          write(failed.detail());
        } finally {
          tell(invocation.config().errorTopic(), message);
        }
      }
    }
  }

  private void write(String detail) throws IOException {
    if (invocation.failureUri().isEmpty()) {
      return;
    }
    try (PartFile part = PartFile.create(s3.locate(invocation.failureUri()))) {
      part.out().write(detail.getBytes(StandardCharsets.UTF_8));
      part.commit();
    }
  }

  private Members message(String status) {
    return new Members()
        .text("awsRegion", region)
        .text("eventTime", Topics.TIMESTAMP.format(Instant.now()))
        .text("receivedTime", Topics.TIMESTAMP.format(invocation.received()))
        .text("invocationStatus", status)
        .put(
            "requestParameters",
            new Members()
                .text("accept", Optional.ofNullable(invocation.accept()))
                .text("contentType", Optional.ofNullable(invocation.contentType()))
                .text("endpointName", invocation.endpoint())
                .text("inputLocation", invocation.input())
                .object())
        .text("inferenceId", invocation.id())
        .text("eventVersion", "1.0")
        .text("eventSource", "aws:sagemaker")
        .text("eventName", "InferenceResult");
  }

  private void tell(String topic, Members message) throws IOException {
    if (!topic.isEmpty()) {
      topics.publish(topic, message.object());
    }
  }
}
