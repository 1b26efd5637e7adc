package io.tandem.inferenceserver;

import io.tandem.inferenceserver.ServerSettings.Limits;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Collects the body of one request on its I/O thread, so that a slow caller holds no thread. Its
 * memory grows with what has arrived, not with what the caller announced, is taken from {@link
 * BodyMemory}, and given back when the exchange is complete.
 */
final class BodyReader implements ChannelListener<StreamSourceChannel> {
  private static final int FIRST_BYTES = 16 << 10;

  /** One read copies through a direct buffer of this size, which the JDK keeps for the thread. */
  private static final int READ_BYTES = 64 << 10;

  private static final byte[] EMPTY = {};

  private final HttpServerExchange exchange;
  private final long contentLength;
  private final int maxBytes;
  private final BodyMemory memory;
  private final long maxMillis;
  private final BodyReceiver receiver;
  private byte[] body = EMPTY;
  private int length;
  private long taken;
  private boolean done;
  private XnioExecutor.@Nullable Key timeout;

  BodyReader(HttpServerExchange exchange, Limits limits, BodyMemory memory, BodyReceiver receiver) {
    this.exchange = exchange;
    this.contentLength = exchange.getRequestContentLength();
    this.maxBytes = limits.bodyBytes();
    this.memory = memory;
    this.maxMillis = limits.bodyTime().toMillis();
    this.receiver = receiver;
  }

  void start() {
    if (exchange.isRequestComplete()) {
      receiver.complete(exchange, EMPTY);
    } else if (contentLength > maxBytes) {
      receiver.tooLarge(exchange);
    } else {
      exchange.addExchangeCompleteListener(this::giveBack);
      if (HttpContinue.requiresContinueResponse(exchange)) {
        HttpContinue.sendContinueResponse(exchange, new Continued());
      } else {
        handleEvent(RequestDrain.channel(exchange));
      }
    }
  }

  private final class Continued implements IoCallback {
    @Override
    public void onComplete(HttpServerExchange continued, Sender sender) {
      handleEvent(RequestDrain.channel(exchange));
    }

    @Override
    public void onException(HttpServerExchange continued, Sender sender, IOException e) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  @Override
  public void handleEvent(StreamSourceChannel channel) {
    if (done) {
      return;
    }
    try {
      while (makeRoom()) {
        int count = channel.read(target());
        if (count == 0) {
          awaitMore(channel);
          return;
        }
        if (count > 0) {
          length += count;
        }
        if (count < 0) {
          finish();
          return;
        }
      }
    } catch (IOException e) {
      // The caller has gone, or sends what is not HTTP: there is nobody to answer.
      stop();
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  /** Undertow takes a request for complete only after a read that finds its end. */
  private ByteBuffer target() {
    return length == contentLength
        ? ByteBuffer.allocate(1)
        : ByteBuffer.wrap(body, length, Math.min(body.length - length, READ_BYTES));
  }

  /** False when there is none, which the receiver then knows. */
  private boolean makeRoom() {
    if (length < body.length || length == contentLength) {
      return true;
    }
    if (length > maxBytes) {
      giveUp();
      receiver.tooLarge(exchange);
      return false;
    }
    // One byte over the limit is enough to know that the body is too large.
    long enough = contentLength >= 0 ? contentLength : maxBytes + 1L;
    int capacity = (int) Math.min(Math.max(2L * body.length, FIRST_BYTES), enough);
    return resized(capacity);
  }

  private void awaitMore(StreamSourceChannel channel) {
    if (timeout == null) {
      timeout =
          exchange
              .getIoThread()
              .executeAfter(
                  () -> {
                    if (!done) {
                      giveUp();
                      receiver.tooSlow(exchange);
                    }
                  },
                  maxMillis,
                  TimeUnit.MILLISECONDS);
      channel.getReadSetter().set(this);
    }
    channel.resumeReads();
  }

  private void finish() throws IOException {
    stop();
    if (contentLength >= 0 && length < contentLength) {
      throw new IOException("the body ends early");
    }
    if (length > maxBytes) {
      giveUp();
      receiver.tooLarge(exchange);
      return;
    }
    // A body whose end nobody announced rarely fills its memory.
    if (length == body.length || resized(length)) {
      receiver.complete(exchange, body);
    }
  }

  /** The old array counts until the new one is filled; without room, the receiver knows. */
  private boolean resized(int capacity) {
    if (!memory.take(capacity)) {
      giveUp();
      receiver.noMemory(exchange);
      return false;
    }
    taken += capacity;
    int dropped = body.length;
    body = Arrays.copyOf(body, capacity);
    memory.giveBack(dropped);
    taken -= dropped;
    return true;
  }

  private void stop() {
    done = true;
    if (timeout != null) {
      timeout.remove();
    }
  }

  /** The refusal may take a while to be sent; what was read is no longer needed. */
  private void giveUp() {
    stop();
    body = EMPTY;
    memory.giveBack(taken);
    taken = 0;
  }

  private void giveBack(
      HttpServerExchange completed, ExchangeCompletionListener.NextListener next) {
    memory.giveBack(taken);
    next.proceed();
  }
}
