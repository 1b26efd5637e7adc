package io.tandem.localsagemaker.pipeline;

import io.undertow.client.ClientConnection;
import io.undertow.client.ClientRequest;
import io.undertow.connector.ByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * Calls one container over connections that stay open. Each I/O thread has its own connections and
 * does a call from beginning to end, so there is no lock, no hand-over and no waiting thread.
 */
public final class ContainerClient {
  /** For each I/O thread; further connections are closed after their call. */
  private static final int MAX_IDLE = 64;

  private final String hostname;
  private final URI uri;
  private final XnioWorker worker;
  private final ByteBufferPool buffers;
  private final List<ArrayDeque<ClientConnection>> idle = new ArrayList<>();

  /**
   * @param hostname names the container in results
   * @param port on this machine
   * @param buffers the owner closes them
   */
  public ContainerClient(String hostname, int port, XnioWorker worker, ByteBufferPool buffers) {
    this.hostname = hostname;
    this.uri = URI.create("http://127.0.0.1:" + port);
    this.worker = worker;
    this.buffers = buffers;
    for (int thread = 0; thread < worker.getIoThreadCount(); thread++) {
      idle.add(new ArrayDeque<>());
    }
  }

  /**
   * @param done is called once, in the thread
   */
  public void call(
      XnioIoThread thread,
      HttpString method,
      String path,
      HeaderMap headers,
      RequestBody body,
      AnswerBody answer,
      Duration timeout,
      Consumer<CallResult> done) {
    ClientRequest request = new ClientRequest().setMethod(method).setPath(path);
    HeaderMap sent = request.getRequestHeaders();
    sent.putAll(headers);
    sent.put(Headers.HOST, uri.getAuthority());
    switch (body) {
      case RequestBody.Bytes _ when method.equals(Methods.GET) -> {}
      case RequestBody.Bytes(var bytes) -> sent.put(Headers.CONTENT_LENGTH, bytes.length);
      case RequestBody.Chunks _ -> sent.put(Headers.TRANSFER_ENCODING, "chunked");
    }
    var call = new ContainerCall(this, thread, request, body, answer, done);
    thread.execute(() -> call.start(timeout));
  }

  /** Waits for the answer, of so many bytes at most; not to be called in an I/O thread. */
  public CallResult await(
      HttpString method,
      String path,
      HeaderMap headers,
      RequestBody body,
      long maxBytes,
      Duration timeout)
      throws InterruptedException {
    var result = new CompletableFuture<CallResult>();
    call(
        worker.getIoThread(),
        method,
        path,
        headers,
        body,
        AnswerBody.inMemory(maxBytes),
        timeout,
        result::complete);
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed with a failure", e);
    }
  }

  public String hostname() {
    return hostname;
  }

  public URI uri() {
    return uri;
  }

  ByteBufferPool buffers() {
    return buffers;
  }

  /** To be called in the thread. */
  @Nullable ClientConnection takeIdle(XnioIoThread thread) {
    ArrayDeque<ClientConnection> connections = idle.get(thread.getNumber());
    for (ClientConnection connection; (connection = connections.pollLast()) != null; ) {
      if (connection.isOpen()) {
        return connection;
      }
    }
    return null;
  }

  /** To be called in the thread; false when the connection is not wanted. */
  boolean giveBack(XnioIoThread thread, ClientConnection connection) {
    ArrayDeque<ClientConnection> connections = idle.get(thread.getNumber());
    if (!connection.isOpen() || connections.size() == MAX_IDLE) {
      return false;
    }
    connections.addLast(connection);
    return true;
  }

  /** To be called in the thread, when the other side has closed it. */
  void forget(XnioIoThread thread, ClientConnection connection) {
    idle.get(thread.getNumber()).remove(connection);
  }
}
