package io.tandem.inferenceserver;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads and drops the rest of a request that was already answered. Closing at once would reset the
 * connection of a caller that is still sending, which then never sees the answer. Runs on the I/O
 * thread of the exchange.
 */
final class RequestDrain implements ChannelListener<StreamSourceChannel> {
  /** Enough for the largest body that the platform sends by mistake. */
  static final long MAX_BYTES = 128L << 20;

  private static final int MAX_SECONDS = 30;

  private static final AttachmentKey<StreamSourceChannel> CHANNEL =
      AttachmentKey.create(StreamSourceChannel.class);

  private final HttpServerExchange exchange;
  private final ByteBuffer dropped = ByteBuffer.allocate(16 << 10);
  private final XnioExecutor.Key timeout;
  private long drained;

  private RequestDrain(HttpServerExchange exchange) {
    this.exchange = exchange;
    timeout =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()), MAX_SECONDS, TimeUnit.SECONDS);
  }

  /** Undertow hands the channel out once; whoever comes first leaves it for the next. */
  static StreamSourceChannel channel(HttpServerExchange exchange) {
    @Nullable StreamSourceChannel known = exchange.getAttachment(CHANNEL);
    if (known != null) {
      return known;
    }
    if (exchange.getRequestContentLength() >= 0) {
      // Undertow would reset the connection at once; the bounds of reader and drain hold anyway.
      exchange.setMaxEntitySize(0);
    }
    StreamSourceChannel channel = Objects.requireNonNull(exchange.getRequestChannel());
    exchange.putAttachment(CHANNEL, channel);
    return channel;
  }

  /** Ends the exchange when nothing is left, or closes the connection when that takes too much. */
  static void start(HttpServerExchange exchange) {
    if (exchange.isRequestComplete()) {
      exchange.endExchange();
      return;
    }
    StreamSourceChannel channel = channel(exchange);
    RequestDrain drain = new RequestDrain(exchange);
    channel.getReadSetter().set(drain);
    drain.handleEvent(channel);
  }

  @Override
  public void handleEvent(StreamSourceChannel channel) {
    try {
      while (drained <= MAX_BYTES) {
        dropped.clear();
        int count = channel.read(dropped);
        if (count == 0) {
          channel.resumeReads();
          return;
        }
        if (count < 0) {
          timeout.remove();
          exchange.endExchange();
          return;
        }
        drained += count;
      }
    } catch (IOException e) {
      // The caller has gone, or sends what is not HTTP: there is nobody to tell.
    }
    timeout.remove();
    IoUtils.safeClose(exchange.getConnection());
  }
}
