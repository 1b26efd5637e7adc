package io.tandem.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends invocations at arrival times that are fixed beforehand, whatever becomes of those before,
 * and counts each latency from its planned time: so a stall is seen in all that it delayed. One
 * thread sends and one receives, on connections that are kept.
 *
 * <p>Arguments: port, path, file of bodies, media type, requests a second, seconds; and, for a rate
 * that cannot be sent, after how many seconds it ends all the same. Each line of the file is a
 * body; they are sent in turns. Prints one JSON object.
 */
final class OpenLoop implements AutoCloseable {
  private static final int CONNECTIONS = 512;
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  /** Whatever has not come by then never comes. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final String END_OF_HEADERS = "\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length:";

  private final List<ByteBuffer> requests;
  private final Selector selector = Selector.open();
  private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(CONNECTIONS);

  /** Microseconds from the planned time to the end of the answer, of 200. */
  private final Histogram answered = new Histogram(3);

  /** The same from the sending on: without the wait for a connection that is idle. */
  private final Histogram answeredSinceSent = new Histogram(3);

  /** Of 503, from the sending on. */
  private final Histogram refusedSinceSent = new Histogram(3);

  private long failed;

  /** Final once {@link #allSent} is true. */
  private long sent;

  private volatile boolean allSent;

  private static final class Connection {
    final SocketChannel channel;
    final byte[] bytes = new byte[MAX_ANSWER_BYTES];
    final ByteBuffer answer = ByteBuffer.wrap(bytes);
    volatile long planned;
    volatile long begun;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private OpenLoop(int port, String path, List<String> bodies, String contentType)
      throws IOException {
    requests = bodies.stream().map(body -> request(path, body, contentType)).toList();
    for (int i = 0; i < CONNECTIONS; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      idle.add(connection);
    }
  }

  private static ByteBuffer request(String path, String body, String contentType) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                + contentType
                + "\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(head.length + bytes.length).put(head).put(bytes).flip();
  }

  public static void main(String[] args) throws Exception {
    int rate = Integer.parseInt(args[4]);
    int seconds = Integer.parseInt(args[5]);
    long most =
        args.length > 6 ? TimeUnit.SECONDS.toNanos(Integer.parseInt(args[6])) : Long.MAX_VALUE;
    try (OpenLoop load =
        new OpenLoop(
            Integer.parseInt(args[0]), args[1], Files.readAllLines(Path.of(args[2])), args[3])) {
      load.run(rate, seconds, most);
    }
  }

  private void run(int rate, int seconds, long mostNanos) throws Exception {
    Thread receiver = Thread.ofPlatform().name("receiver").start(this::receive);
    long begin = System.nanoTime();
    long count = (long) rate * seconds;
    for (long i = 0; i < count && System.nanoTime() - begin < mostNanos; i++) {
      long planned = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
      for (long left = planned - System.nanoTime(); left > 0; left = planned - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      Connection connection = idle.poll(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
      if (connection == null) {
        break;
      }
      send(connection, planned);
    }
    long took = System.nanoTime() - begin;
    allSent = true;
    selector.wakeup();
    receiver.join();
    System.out.printf(
        Locale.ROOT,
        "{\"rate\":%d,\"planned\":%d,\"sent_per_second\":%.1f,\"answered\":%d,\"refused\":%d,"
            + "\"failed\":%d,\"lost\":%d,%s,%s,%s}%n",
        rate,
        count,
        sent / (took / 1e9),
        answered.getTotalCount(),
        refusedSinceSent.getTotalCount(),
        failed,
        count - answered.getTotalCount() - refusedSinceSent.getTotalCount() - failed,
        milliseconds("", answered),
        milliseconds("since_sent_", answeredSinceSent),
        milliseconds("refused_since_sent_", refusedSinceSent));
  }

  private static String milliseconds(String prefix, Histogram micros) {
    return String.format(
        Locale.ROOT,
        "\"%1$sp50\":%2$.3f,\"%1$sp99\":%3$.3f,\"%1$sp999\":%4$.3f,\"%1$smax\":%5$.3f",
        prefix,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        micros.getMaxValue() / 1e3);
  }

  private void send(Connection connection, long planned) throws IOException {
    connection.planned = planned;
    connection.begun = System.nanoTime();
    ByteBuffer bytes = requests.get((int) (sent % requests.size())).duplicate();
    while (bytes.hasRemaining()) {
      if (connection.channel.write(bytes) == 0) {
        Thread.onSpinWait();
      }
    }
    sent++;
  }

  private void receive() {
    long received = 0;
    long last = System.nanoTime();
    try {
      while (!(allSent && received == sent) && System.nanoTime() - last < PATIENCE_NANOS) {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
          if (read((Connection) key.attachment(), key)) {
            received++;
            last = System.nanoTime();
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      System.err.println("open loop: " + e);
    }
  }

  /** True when the answer is complete; its connection is then idle again. */
  private boolean read(Connection connection, SelectionKey key) throws IOException {
    ByteBuffer answer = connection.answer;
    if (connection.channel.read(answer) < 0) {
      key.cancel();
      return false;
    }
    String text = new String(connection.bytes, 0, answer.position(), StandardCharsets.ISO_8859_1);
    if (!isComplete(text)) {
      return false;
    }
    long now = System.nanoTime();
    String status = text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    if (status.equals("200")) {
      answered.recordValue(Math.max(0, (now - connection.planned) / 1000));
      answeredSinceSent.recordValue((now - connection.begun) / 1000);
    } else if (status.equals("503")) {
      refusedSinceSent.recordValue((now - connection.begun) / 1000);
    } else {
      failed++;
    }
    answer.clear();
    idle.add(connection);
    return true;
  }

  private static boolean isComplete(String answer) {
    int headers = answer.indexOf(END_OF_HEADERS);
    if (headers < 0) {
      return false;
    }
    int length = answer.indexOf("\r\n");
    while (!answer.regionMatches(true, length, LENGTH, 0, LENGTH.length())) {
      if (length == headers) {
        throw new IllegalStateException("an answer without a length");
      }
      length = answer.indexOf("\r\n", length + 2);
    }
    int from = length + LENGTH.length();
    int bytes = Integer.parseInt(answer.substring(from, answer.indexOf('\r', from)).strip());
    return answer.length() >= headers + END_OF_HEADERS.length() + bytes;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
