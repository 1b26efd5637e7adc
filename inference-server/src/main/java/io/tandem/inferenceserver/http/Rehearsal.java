package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.hosting.HostedModel;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.xnio.ChannelPipe;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.Channels;

/**
 * Requests that nobody has sent, so that the first one that somebody sends meets code that is
 * loaded and compiled. They go through a pipe and a chain of their own: nothing is connected, and
 * nothing of them is counted, logged or measured. For one thread. An answer that is an error of
 * ours ends it, and so does the end of the connection.
 */
final class Rehearsal implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;
  private static final String LENGTH = "\r\ncontent-length: ";
  private static final String END = "\r\n\r\n";

  private static final Invocation ORDINARY =
      new Invocation(
          MediaType.of(MediaType.JSON),
          MediaType.of(MediaType.JSON),
          Body.of("1".repeat(1000).getBytes(StandardCharsets.US_ASCII)));

  private final RequestChain chain;
  private final DefaultByteBufferPool buffers =
      new DefaultByteBufferPool(true, BUFFER_BYTES, -1, 4);
  private final ByteBuffer answer = ByteBuffer.allocate(BUFFER_BYTES);
  private final ChannelPipe<StreamConnection, StreamConnection> pipe;
  private volatile HostedModel model;

  /** Stands for a model that is not there yet. */
  private static final class Stand implements Inference {
    @Override
    public List<String> contentTypes() {
      return List.of(MediaType.CSV, MediaType.JSON);
    }

    @Override
    public List<MediaType> accepts() {
      return List.of(MediaType.of(MediaType.CSV), MediaType.of(MediaType.JSON));
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      return Answered.of(ByteBuffer.allocate(1));
    }

    @Override
    public void close() {}
  }

  /**
   * @param worker whose threads answer; not closed
   */
  Rehearsal(ServerSettings settings, XnioWorker worker) throws IOException {
    chain = new RequestChain(settings);
    model = hosted(new Stand());
    HttpOpenListener listener = new HttpOpenListener(buffers, OptionMap.EMPTY);
    listener.setRootHandler(
        chain.before(
            List.of(Route.of(List.of(Methods.POST), "/invocations", this::invoke).inMetrics())));
    pipe = worker.createFullDuplexPipeConnection();
    listener.handleEvent(pipe.getRightSide());
  }

  private HostedModel hosted(Inference inference) {
    return HostedModel.of(inference, Optional.empty(), chain.bodies, Map.of());
  }

  private void invoke(HttpServerExchange exchange) {
    chain.invocations.handle(exchange, model);
  }

  /** What is the same for all models: so many requests, or fewer when it is over. */
  void play(int most, BooleanSupplier over) throws IOException {
    byte[] request = request(ORDINARY);
    for (int i = 0; i < most && !over.getAsBoolean() && isAnswered(request); i++) {}
  }

  /** All samples of a model in turn, each once at least, until it is over; the model stays open. */
  void play(Inference loaded, BooleanSupplier over) throws IOException {
    List<byte[]> requests = loaded.samples().stream().map(Rehearsal::request).toList();
    model = hosted(loaded);
    for (boolean goesOn = !requests.isEmpty(); goesOn; goesOn = !over.getAsBoolean()) {
      for (byte[] request : requests) {
        if (!isAnswered(request)) {
          return;
        }
      }
    }
  }

  private static byte[] request(Invocation invocation) {
    Body body = invocation.body();
    byte[] head =
        "POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nAccept: %s%s%d%s"
            .formatted(invocation.contentType(), invocation.accept(), LENGTH, body.length(), END)
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + body.length())
        .put(head)
        .put(body.array(), body.begin(), body.length())
        .array();
  }

  private boolean isAnswered(byte[] request) throws IOException {
    StreamConnection caller = pipe.getLeftSide();
    Channels.writeBlocking(caller.getSinkChannel(), ByteBuffer.wrap(request));
    answer.clear();
    int end = -1;
    String head = "";
    while (end < 0) {
      if (!answer.hasRemaining() || Channels.readBlocking(caller.getSourceChannel(), answer) < 0) {
        return false;
      }
      head = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
      end = head.indexOf(END);
    }
    int left = end + END.length() + bodyLength(head) - answer.position();
    while (left > 0) {
      answer.clear().limit(Math.min(left, answer.capacity()));
      int read = Channels.readBlocking(caller.getSourceChannel(), answer);
      if (read < 0) {
        return false;
      }
      left -= read;
    }
    return !head.startsWith("HTTP/1.1 5");
  }

  private static int bodyLength(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    int begin = lower.indexOf(LENGTH) + LENGTH.length();
    return Integer.parseInt(lower.substring(begin, lower.indexOf("\r\n", begin)));
  }

  @Override
  public void close() throws IOException {
    chain.close();
    pipe.getLeftSide().close();
    pipe.getRightSide().close();
    buffers.close();
  }
}
