package io.tandem.inferencetestkit;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** As many new connections at once, to one server or several, each with one invocation. */
public final class Burst {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int STATUS_END = "HTTP/1.1 200".length();

  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final Selector selector = Selector.open();
  private int open;

  private record Call(ByteBuffer request, ByteBuffer answer) {}

  /**
   * Sends and awaits all of it.
   *
   * @param samples by port
   * @param count of connections to each
   */
  public Burst(Map<Integer, Sample> samples, int count) throws IOException {
    try {
      for (int i = 0; i < count; i++) {
        for (Map.Entry<Integer, Sample> one : samples.entrySet()) {
          connect(one.getKey(), ByteBuffer.wrap(request(one.getValue())));
        }
      }
      long begin = System.nanoTime();
      while (open > 0 && System.nanoTime() - begin < PATIENCE_NANOS) {
        selector.select(this::advance, 1000);
      }
    } finally {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }
  }

  /** How many had which status; 0 is a connection that was refused or closed. */
  public Map<Integer, Integer> statuses() {
    return Map.copyOf(statuses);
  }

  private void connect(int port, ByteBuffer request) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    Call call = new Call(request, ByteBuffer.allocate(4096));
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, call);
    open++;
    if (channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void advance(SelectionKey key) {
    try {
      advance(key, (SocketChannel) key.channel(), (Call) key.attachment());
    } catch (IOException e) {
      end(key, 0);
    }
  }

  private void advance(SelectionKey key, SocketChannel channel, Call call) throws IOException {
    if (key.isConnectable()) {
      channel.finishConnect();
      key.interestOps(SelectionKey.OP_WRITE);
    } else if (key.isWritable()) {
      channel.write(call.request);
      key.interestOps(call.request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    } else if (channel.read(call.answer) < 0) {
      end(key, 0);
    } else if (call.answer.position() >= STATUS_END) {
      String answer = StandardCharsets.ISO_8859_1.decode(call.answer.flip()).toString();
      end(key, Integer.parseInt(answer.substring(STATUS_END - 3, STATUS_END)));
    }
  }

  private void end(SelectionKey key, int status) {
    statuses.merge(status, 1, Integer::sum);
    open--;
    // Left open until all are answered: closing is another load.
    key.interestOps(0);
  }

  private static byte[] request(Sample sample) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        "POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(sample.contentType(), sample.body().length)
            .getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(sample.body());
    return request.toByteArray();
  }
}
