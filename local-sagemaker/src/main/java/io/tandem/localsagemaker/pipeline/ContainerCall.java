package io.tandem.localsagemaker.pipeline;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.UndertowClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** One call of a container, from connection to answer. Everything happens in one I/O thread. */
final class ContainerCall {
  private final ContainerClient client;
  private final XnioIoThread thread;
  private final ClientRequest request;
  private final RequestBody requestBody;
  private final AnswerBody answer;
  private final Consumer<CallResult> done;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
  private @Nullable OutgoingBody outgoing;
  private long received;
  private boolean sent;
  private boolean answered;
  private boolean finished;

  /** A connection that was open before may be closed by the container just as it is used again. */
  private boolean reused;

  /** Of a connection that was given up, nothing is heard any more. */
  private int attempt;

  private XnioExecutor.@Nullable Key timer;
  private @Nullable ClientConnection connection;

  ContainerCall(
      ContainerClient client,
      XnioIoThread thread,
      ClientRequest request,
      RequestBody requestBody,
      AnswerBody answer,
      Consumer<CallResult> done) {
    this.client = client;
    this.thread = thread;
    this.request = request;
    this.requestBody = requestBody;
    this.answer = answer;
    this.done = done;
  }

  void start(Duration timeout) {
    timer =
        thread.executeAfter(
            () -> fail(new InvocationResult.TimedOut(client.hostname())),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    ClientConnection open = client.takeIdle(thread);
    if (open != null) {
      reused = true;
      send(open);
    } else {
      connect();
    }
  }

  private void connect() {
    UndertowClient.getInstance()
        .connect(then(this::connected), client.uri(), thread, client.buffers(), OptionMap.EMPTY);
  }

  private void connected(ClientConnection fresh) {
    if (finished) {
      IoUtils.safeClose(fresh);
      return;
    }
    fresh.addCloseListener(closed -> client.forget(thread, closed));
    send(fresh);
  }

  private void send(ClientConnection open) {
    connection = open;
    open.sendRequest(
        request,
        then(
            exchange -> {
              exchange.setResponseListener(then(this::responded));
              begin(exchange);
            }));
  }

  private void begin(ClientExchange exchange) {
    try {
      closeOutgoing();
      outgoing = OutgoingBody.of(requestBody);
    } catch (IOException e) {
      fail(new InvocationResult.Broken(client.hostname(), e.getClass().getSimpleName()));
      return;
    }
    if (requestBody instanceof RequestBody.Bytes(var bytes) && bytes.length == 0) {
      sent = true;
    } else {
      write(exchange.getRequestChannel(), attempt);
    }
  }

  private void write(StreamSinkChannel sink, int current) {
    if (current != attempt || outgoing == null) {
      return;
    }
    try {
      if (!outgoing.writeTo(sink)) {
        sink.getWriteSetter().set(writable -> write(writable, current));
        sink.resumeWrites();
        return;
      }
      sink.shutdownWrites();
      flush(sink, current);
    } catch (IOException e) {
      // An answer that came before the whole request was read, as 413, is worth more than this.
      if (received == 0) {
        broken(e);
      }
    }
  }

  private void flush(StreamSinkChannel sink, int current) {
    if (current != attempt) {
      return;
    }
    try {
      if (sink.flush()) {
        sink.suspendWrites();
        sent = true;
      } else {
        sink.getWriteSetter().set(flushable -> flush(flushable, current));
        sink.resumeWrites();
      }
    } catch (IOException e) {
      broken(e);
    }
  }

  private void responded(ClientExchange exchange) {
    answered = true;
    StreamSourceChannel source = exchange.getResponseChannel();
    source.getReadSetter().set(readable -> read(exchange, readable));
    read(exchange, source);
  }

  private void read(ClientExchange exchange, StreamSourceChannel source) {
    if (finished) {
      return;
    }
    try (var pooled = client.buffers().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      while (true) {
        buffer.clear();
        int count = source.read(buffer);
        if (count == 0) {
          source.resumeReads();
          return;
        }
        if (count < 0) {
          source.suspendReads();
          succeed(exchange);
          return;
        }
        keep(exchange.getResponse().getResponseCode(), buffer.flip());
      }
    } catch (IOException e) {
      broken(e);
    }
  }

  private void keep(int status, ByteBuffer buffer) throws IOException {
    received += buffer.remaining();
    OutputStream stream = answer.stream();
    OutputStream to = stream != null && answer.isStreamed(status) ? stream : body;
    if (received > answer.maxBytes(status)) {
      body.reset();
    } else if (buffer.hasArray()) {
      to.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    } else {
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      to.write(bytes, 0, bytes.length);
    }
  }

  private void succeed(ClientExchange exchange) {
    if (finish()) {
      ClientConnection used = connection;
      if (used != null && !(sent && client.giveBack(thread, used))) {
        IoUtils.safeClose(used);
      }
      var response = exchange.getResponse();
      done.accept(
          new CallResult.Responded(
              response.getResponseCode(),
              response.getResponseHeaders(),
              body.toByteArray(),
              received));
    }
  }

  private void broken(IOException e) {
    if (reused && !answered && !finished) {
      reused = false;
      attempt++;
      sent = false;
      IoUtils.safeClose(connection);
      connect();
      return;
    }
    fail(new InvocationResult.Broken(client.hostname(), e.getClass().getSimpleName()));
  }

  private void fail(InvocationResult.NoAnswer result) {
    if (finish()) {
      IoUtils.safeClose(connection);
      done.accept(result);
    }
  }

  private boolean finish() {
    boolean first = !finished;
    finished = true;
    closeOutgoing();
    if (first && timer != null) {
      timer.remove();
    }
    return first;
  }

  private void closeOutgoing() {
    IoUtils.safeClose(outgoing);
    outgoing = null;
  }

  private <T> ClientCallback<T> then(Consumer<T> next) {
    int current = attempt;
    return new ClientCallback<>() {
      @Override
      public void completed(T result) {
        if (current == attempt) {
          next.accept(result);
        }
      }

      @Override
      public void failed(IOException e) {
        if (current == attempt) {
          broken(e);
        }
      }
    };
  }
}
