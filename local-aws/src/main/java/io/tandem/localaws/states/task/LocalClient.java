package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Asks this very program, as its clients do: signed for a service, on its port. For many threads at
 * once.
 */
public final class LocalClient implements AutoCloseable {
  private static final int MAX_BYTES = 8 << 20;

  /** How the JDK's message begins when a body is longer than its limit. */
  private static final String TOO_LONG = "body exceeds capacity";

  /** Of what nobody can interrupt. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String region;
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Made beside the start of the program, as it takes a while: it prepares for TLS too. */
  private final CompletableFuture<HttpClient> client =
      CompletableFuture.supplyAsync(this::newClient, threads);

  public LocalClient(String region) {
    this.region = region;
  }

  private HttpClient newClient() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  }

  /** Requests wait until the program listens. */
  public void listening(String at) {
    address.complete(at);
  }

  /**
   * A request to be completed.
   *
   * @param service as in the scope of a signature
   * @param path with its query
   */
  HttpRequest.Builder request(String service, String path) throws InterruptedException {
    try {
      return HttpRequest.newBuilder(URI.create(address.get() + path))
          .header(
              "Authorization",
              "AWS4-HMAC-SHA256 Credential=states/20160101/%s/%s/aws4_request, SignedHeaders=host, Signature=0"
                  .formatted(region, service));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> send(TaskCall call, HttpRequest.Builder request)
      throws StateException, InterruptedException {
    return send(call, request, MAX_BYTES);
  }

  /**
   * @param most bytes of the answer; a longer one is not read
   */
  HttpResponse<byte[]> send(TaskCall call, HttpRequest.Builder request, int most)
      throws StateException, InterruptedException {
    try {
      return client
          .join()
          .send(
              request.timeout(call.left()).build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
    } catch (HttpTimeoutException e) {
      throw call.timedOut();
    } catch (IOException e) {
      throw failed(e, most);
    }
  }

  /**
   * To its end, though the thread is interrupted: whoever is stopped has to know whether there is a
   * job now.
   */
  HttpResponse<byte[]> sendToTheEnd(HttpRequest.Builder request) throws StateException {
    try {
      return client
          .join()
          .sendAsync(
              request.timeout(PATIENCE).build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES))
          .join();
    } catch (CompletionException e) {
      throw failed(e.getCause(), MAX_BYTES);
    }
  }

  private static StateException failed(@Nullable Throwable cause, int most) {
    return cause != null && String.valueOf(cause.getMessage()).startsWith(TOO_LONG)
        ? new StateException(
            Faults.DATA_LIMIT, "The task's answer has more than %d bytes.".formatted(most))
        : new StateException(Faults.TASK_FAILED, "this program did not answer: " + cause);
  }

  @Override
  public void close() {
    client.join().shutdownNow();
    threads.shutdownNow();
  }
}
