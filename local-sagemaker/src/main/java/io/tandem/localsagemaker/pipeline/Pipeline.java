package io.tandem.localsagemaker.pipeline;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Calls the containers in order as SageMaker calls those of a serial inference pipeline: the answer
 * of one is the request of the next, byte for byte, its content type with its parameters. Where the
 * platform's behaviour is not documented: {@code Accept} goes to the last container only, the other
 * headers of the client go to each. Thread-safe.
 *
 * @param containers in the order of their calls
 * @param timeout of the call of each container
 * @param maxAnswerBytes of the last container
 */
public record Pipeline(List<Container> containers, Duration timeout, long maxAnswerBytes) {
  /** What may pass from one container to the next. */
  static final long MAX_BETWEEN_BYTES = 5L * 1024 * 1024;

  /** Of a container's error, in characters. */
  private static final int MAX_MESSAGE_LENGTH = 2048;

  /** One of the pipeline's containers. */
  public record Container(String hostname, ContainerClient client) {}

  /**
   * What the caller sent.
   *
   * @param contentType absent when null
   * @param accept absent when null
   * @param passed the caller's other headers, for every container
   */
  public record Request(
      RequestBody body, @Nullable String contentType, @Nullable String accept, HeaderMap passed) {}

  /** What the pipeline made of it. */
  public sealed interface Result {
    /** The last container's answer. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
    record Answered(int status, HeaderMap headers, byte[] body) implements Result {}

    /**
     * A container failed; no later one was called.
     *
     * @param hostname of the container
     * @param status of its answer; 0 when there was none in time, or none at all
     * @param message its answer's body, at most 2048 characters
     * @param text of the platform's error
     */
    record Failed(String hostname, int status, String message, String text) implements Result {}
  }

  public Pipeline {
    containers = List.copyOf(containers);
  }

  /**
   * @param done is called once, in the thread
   */
  public void invoke(XnioIoThread thread, Request request, Consumer<Result> done) {
    call(0, thread, request, done);
  }

  private void call(int index, XnioIoThread thread, Request request, Consumer<Result> done) {
    boolean last = index == containers.size() - 1;
    var headers = new HeaderMap();
    headers.putAll(request.passed());
    put(headers, Headers.CONTENT_TYPE, request.contentType());
    put(headers, Headers.ACCEPT, last ? request.accept() : null);
    containers
        .get(index)
        .client()
        .call(
            thread,
            Methods.POST,
            "/invocations",
            headers,
            request.body(),
            last ? maxAnswerBytes : MAX_BETWEEN_BYTES,
            timeout,
            result -> answered(index, thread, request, result, done));
  }

  private void answered(
      int index, XnioIoThread thread, Request request, CallResult result, Consumer<Result> done) {
    boolean last = index == containers.size() - 1;
    Result.Failed failure = failure(index, result);
    if (failure != null) {
      done.accept(failure);
    } else if (result instanceof CallResult.Responded answer) {
      if (last) {
        done.accept(new Result.Answered(answer.status(), answer.headers(), answer.body()));
      } else {
        String contentType = answer.headers().getFirst(Headers.CONTENT_TYPE);
        var next =
            new Request(
                new RequestBody.Bytes(answer.body()),
                contentType,
                request.accept(),
                request.passed());
        call(index + 1, thread, next, done);
      }
    }
  }

  private Result.@Nullable Failed failure(int index, CallResult result) {
    String hostname = containers.get(index).hostname();
    return switch (result) {
      case CallResult.TimedOut() ->
          unanswered(
              hostname,
              "Your invocation timed out while waiting for a response from container "
                  + hostname
                  + ". Review the latency metrics for each container in Amazon CloudWatch, resolve"
                  + " the issue, and try again.");
      case CallResult.Broken(var reason) ->
          unanswered(
              hostname, "The connection to container " + hostname + " broke: " + reason + ".");
      case CallResult.Responded answer when answer.status() / 100 != 2 -> refused(hostname, answer);
      case CallResult.Responded answer when answer.length() > limit(index) ->
          tooLarge(index, answer);
      case CallResult.Responded _ -> null;
    };
  }

  private static Result.Failed unanswered(String hostname, String message) {
    return new Result.Failed(
        hostname,
        0,
        message,
        "Received server error (0) from %s with message \"%s\".".formatted(hostname, message));
  }

  private static Result.Failed refused(String hostname, CallResult.Responded answer) {
    var whole = new String(answer.body(), StandardCharsets.UTF_8);
    String message = whole.substring(0, Math.min(whole.length(), MAX_MESSAGE_LENGTH));
    String side = answer.status() / 100 == 4 ? "client" : "server";
    return new Result.Failed(
        hostname,
        answer.status(),
        message,
        "Received %s error (%d) from %s with message \"%s\"."
            .formatted(side, answer.status(), hostname, message));
  }

  private Result.Failed tooLarge(int index, CallResult.Responded answer) {
    String hostname = containers.get(index).hostname();
    String to = index + 1 < containers.size() ? containers.get(index + 1).hostname() : "the caller";
    String message =
        "Received response from %s with status code %d. However, the %s payload from %s to %s is"
            .formatted(
                hostname,
                answer.status(),
                index + 1 < containers.size() ? "request" : "response",
                hostname,
                to);
    String text =
        "%s %d bytes, which exceeds the limit of %d MB."
            .formatted(message, answer.length(), limit(index) >> 20);
    return new Result.Failed(hostname, answer.status(), text, text);
  }

  private long limit(int index) {
    return index == containers.size() - 1 ? maxAnswerBytes : MAX_BETWEEN_BYTES;
  }

  private static void put(HeaderMap headers, HttpString name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }
}
