package io.tandem.inferenceserver.body;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads and drops the rest of a request that was already answered. Closing at once would reset the
 * connection of a caller that is still sending, which then never sees the answer. Runs on the I/O
 * thread of the exchange.
 */
public final class RequestDrain implements ChannelListener<StreamSourceChannel> {
  /** Enough for the largest body that the platform sends by mistake. */
  public static final long MAX_BYTES = 128L << 20;

  private static final int MAX_MILLIS = 30_000;

  private static final AttachmentKey<StreamSourceChannel> CHANNEL =
      AttachmentKey.create(StreamSourceChannel.class);

  private final HttpServerExchange exchange;
  private final ByteBuffer dropped = ByteBuffer.allocate(16 << 10);
  private final CallerTimeouts.Timeout timeout;
  private long drained;

  private RequestDrain(HttpServerExchange exchange, CallerTimeouts timeouts) {
    this.exchange = exchange;
    timeout =
        timeouts.start(
            exchange.getIoThread(), MAX_MILLIS, () -> IoUtils.safeClose(exchange.getConnection()));
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
  public static void start(HttpServerExchange exchange, CallerTimeouts timeouts) {
    if (exchange.isRequestComplete()) {
      exchange.endExchange();
      return;
    }
    StreamSourceChannel channel = channel(exchange);
    RequestDrain drain = new RequestDrain(exchange, timeouts);
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
          timeout.cancel();
          exchange.endExchange();
          return;
        }
        drained += count;
      }
    } catch (MalformedBodyException e) {
      timeout.cancel();
      if (!exchange.isResponseStarted()) {
        exchange.setStatusCode(400);
      }
      exchange.endExchange();
      return;
    } catch (IOException e) {
      // The caller has gone: there is nobody to tell.
    }
    timeout.cancel();
    IoUtils.safeClose(exchange.getConnection());
  }
}
