package io.tandem.localsagemaker.pipeline;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Calls the containers in order as SageMaker calls those of a serial inference pipeline: the answer
 * of one is the request of the next, byte for byte, its content type with its parameters. Where the
 * platform's behaviour is not documented: {@code Accept} goes to the last container only, the other
 * headers of the client go to each, but the target model to its container only. Thread-safe.
 *
 * @param containers in the order of their calls
 * @param timeout of the call of each container
 * @param maxAnswerBytes of the last container
 */
public record Pipeline(List<ContainerClient> containers, Duration timeout, long maxAnswerBytes) {
  /** What may pass from one container to the next. */
  static final long MAX_BETWEEN_BYTES = 5L * 1024 * 1024;

  /**
   * What the caller sent.
   *
   * @param contentType absent when null
   * @param accept absent when null
   * @param passed the caller's other headers, for every container
   * @param target the model to call in the multi-model container; null when there is none
   * @param answer gets the body of the last answer in the I/O thread; null: the result has it
   */
  public record Request(
      RequestBody body,
      @Nullable String contentType,
      @Nullable String accept,
      HeaderMap passed,
      @Nullable TargetModel target,
      @Nullable OutputStream answer) {
    /** Null when the model is another container's, or there is none. */
    @Nullable TargetModel targetOf(String hostname) {
      TargetModel asked = target;
      return asked != null && asked.hostname().equals(hostname) ? asked : null;
    }
  }

  public Pipeline {
    containers = List.copyOf(containers);
  }

  /**
   * @param done is called once, in the thread
   */
  public void invoke(XnioIoThread thread, Request request, Consumer<InvocationResult> done) {
    call(0, thread, request, done);
  }

  private void call(
      int index, XnioIoThread thread, Request request, Consumer<InvocationResult> done) {
    boolean last = isLast(index);
    var headers = new HeaderMap();
    headers.putAll(request.passed());
    put(headers, Headers.CONTENT_TYPE, request.contentType());
    put(headers, Headers.ACCEPT, last ? request.accept() : null);
    ContainerClient container = containers.get(index);
    TargetModel target = request.targetOf(container.hostname());
    put(headers, TargetModel.HEADER, target == null ? null : target.key());
    container.call(
        thread,
        Methods.POST,
        target == null ? "/invocations" : target.path(),
        headers,
        request.body(),
        last
            ? new AnswerBody(maxAnswerBytes, request.answer())
            : AnswerBody.inMemory(MAX_BETWEEN_BYTES),
        timeout,
        result -> answered(index, thread, request, result, done));
  }

  private void answered(
      int index,
      XnioIoThread thread,
      Request request,
      CallResult result,
      Consumer<InvocationResult> done) {
    ContainerClient container = containers.get(index);
    switch (result) {
      case InvocationResult.NoAnswer none -> done.accept(none);
      case CallResult.Responded answer when answer.status() / 100 != 2 ->
          done.accept(InvocationResult.Refused.of(container.hostname(), answer));
      case CallResult.Responded answer when answer.length() > limit(index) ->
          done.accept(tooLarge(index, answer));
      case CallResult.Responded answer when isLast(index) ->
          done.accept(
              new InvocationResult.Answered(answer.status(), answer.headers(), answer.body()));
      case CallResult.Responded answer -> {
        var next =
            new Request(
                new RequestBody.Bytes(answer.body()),
                answer.headers().getFirst(Headers.CONTENT_TYPE),
                request.accept(),
                request.passed(),
                request.target(),
                request.answer());
        call(index + 1, thread, next, done);
      }
    }
  }

  private InvocationResult.TooLarge tooLarge(int index, CallResult.Responded answer) {
    String hostname = containers.get(index).hostname();
    String kind = isLast(index) ? "response" : "request";
    String to = isLast(index) ? "the caller" : containers.get(index + 1).hostname();
    return new InvocationResult.TooLarge(
        hostname,
        answer.status(),
        ("Received response from %s with status code %d. However, the %s payload from %s to %s is"
                + " %d bytes, which exceeds the limit of %d MB.")
            .formatted(
                hostname,
                answer.status(),
                kind,
                hostname,
                to,
                answer.length(),
                limit(index) >> 20));
  }

  private boolean isLast(int index) {
    return index == containers.size() - 1;
  }

  private long limit(int index) {
    return isLast(index) ? maxAnswerBytes : MAX_BETWEEN_BYTES;
  }

  private static void put(HeaderMap headers, HttpString name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }
}
