package io.tandem.inferenceserver.body;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Lease;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/**
 * Collects the body of one request on its I/O thread, so that a slow caller holds no thread. Its
 * memory grows with what has arrived, not with what the caller announced. It comes from a {@link
 * BodyPool}; the receiver gets a complete body with its lease.
 */
public final class BodyReader implements ChannelListener<StreamSourceChannel> {
  private static final int FIRST_BYTES = 16 << 10;

  /** One read copies through a direct buffer of this size, which the JDK keeps for the thread. */
  private static final int READ_BYTES = 64 << 10;

  /** At one event, though more has arrived: the thread's other connections wait meanwhile. */
  static final int EVENT_BYTES = 256 << 10;

  private static final int GROWTH = 2;

  /** Fewer steps to a length that is known. */
  private static final int ANNOUNCED_GROWTH = 4;

  private static final byte[] EMPTY = {};

  private final HttpServerExchange exchange;
  private final long contentLength;
  private final int maxBytes;
  private final BodyPool.Share memory;
  private final long maxMillis;
  private final BodyReceiver receiver;
  private byte[] body = EMPTY;
  private int length;
  private boolean done;

  private final CallerTimeouts timeouts;
  private CallerTimeouts.@Nullable Timeout timeout;

  public BodyReader(
      HttpServerExchange exchange,
      int maxBytes,
      long maxMillis,
      BodyPool.Share memory,
      CallerTimeouts timeouts,
      BodyReceiver receiver) {
    this.exchange = exchange;
    this.contentLength = exchange.getRequestContentLength();
    this.maxBytes = maxBytes;
    this.memory = memory;
    this.timeouts = timeouts;
    this.maxMillis = maxMillis;
    this.receiver = receiver;
  }

  public void start() {
    if (exchange.isRequestComplete()) {
      receiver.complete(Body.of(EMPTY), Lease.NONE);
    } else if (contentLength > maxBytes) {
      receiver.tooLarge();
    } else {
      exchange.addExchangeCompleteListener(this::completed);
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
    int enough = length + EVENT_BYTES;
    try {
      while (makeRoom()) {
        int count = channel.read(target());
        if (count < 0) {
          finish();
          return;
        }
        length += count;
        if (count == 0 || (length >= enough && isMoreOnItsWay())) {
          awaitMore(channel);
          return;
        }
      }
    } catch (MalformedBodyException e) {
      giveUp();
      receiver.malformed(e.detail());
    } catch (IOException e) {
      // The caller has gone: there is nobody to answer.
      stop();
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  /** More of chunks may lie in their decoder, and then no event tells of it. */
  private boolean isMoreOnItsWay() {
    return length < contentLength;
  }

  /** Undertow takes a request for complete only after a read that finds its end. */
  private ByteBuffer target() {
    return length == contentLength
        ? ByteBuffer.allocate(1)
        : ByteBuffer.wrap(body, length, Math.min(body.length - length, READ_BYTES));
  }

  /** False when there is none, which the receiver then knows. */
  private boolean makeRoom() {
    if (length > maxBytes) {
      giveUp();
      receiver.tooLarge();
      return false;
    }
    if (length < body.length || length == contentLength) {
      return true;
    }
    // One byte over the limit is enough to know that the body is too large.
    boolean announced = contentLength >= 0;
    int enough = (int) (announced ? contentLength : maxBytes + 1L);
    long grown = (long) body.length * (announced ? ANNOUNCED_GROWTH : GROWTH);
    int bytes = (int) Math.min(Math.max(grown, FIRST_BYTES), enough);
    byte[] larger = memory.take(bytes, announced ? enough : bytes);
    if (larger == null) {
      giveUp();
      receiver.noMemory();
      return false;
    }
    System.arraycopy(body, 0, larger, 0, length);
    giveBack();
    body = larger;
    return true;
  }

  private void awaitMore(StreamSourceChannel channel) {
    if (timeout == null) {
      timeout = timeouts.start(exchange.getIoThread(), maxMillis, this::tooSlow);
      channel.getReadSetter().set(this);
    }
    channel.resumeReads();
  }

  private void tooSlow() {
    if (!done) {
      giveUp();
      receiver.tooSlow();
    }
  }

  private void finish() throws IOException {
    stop();
    if (contentLength >= 0 && length < contentLength) {
      throw new IOException("the body ends early");
    }
    if (length > maxBytes) {
      giveUp();
      receiver.tooLarge();
      return;
    }
    byte[] lent = body;
    body = EMPTY;
    receiver.complete(
        new Body(lent, 0, length), lent.length == 0 ? Lease.NONE : () -> memory.giveBack(lent));
  }

  private void stop() {
    done = true;
    if (timeout != null) {
      timeout.cancel();
    }
  }

  /** The refusal may take a while to be sent; what was read is no longer needed. */
  private void giveUp() {
    stop();
    giveBack();
  }

  private void giveBack() {
    if (body.length > 0) {
      memory.giveBack(body);
      body = EMPTY;
    }
  }

  private void completed(
      HttpServerExchange exchange, ExchangeCompletionListener.NextListener next) {
    // A caller that has gone before the end of its body.
    if (!done) {
      stop();
    }
    giveBack();
    next.proceed();
  }
}
