package io.tandem.inferenceserver.body;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The body of a request in chunks, in place of Undertow's reader of them: that takes a size that is
 * no number for the last one, and does not look at what stands between a chunk and the next. Bytes
 * that were read ahead lie in the connection, those of the next request too. On the I/O thread.
 */
public final class ChunkedBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final ChunkDecoder decoder = new ChunkDecoder();

  private ChunkedBody(HttpServerExchange exchange, HttpServerConnection connection) {
    super(connection.getOriginalSourceConduit());
    this.exchange = exchange;
    this.connection = connection;
  }

  /** To be called before anything of the body is read. */
  public static void install(HttpServerExchange exchange) {
    HttpServerConnection connection = (HttpServerConnection) exchange.getConnection();
    connection.getChannel().getSourceChannel().setConduit(new ChunkedBody(exchange, connection));
  }

  @Override
  public int read(ByteBuffer room) throws IOException {
    int begin = room.position();
    while (!exchange.isRequestComplete()) {
      if (!room.hasRemaining() || !hasBytes()) {
        return room.position() - begin;
      }
      decode(room);
    }
    return room.position() > begin ? room.position() - begin : -1;
  }

  /** Of the connection, which reads some when it has none. */
  private boolean hasBytes() throws IOException {
    if (connection.getExtraBytes() != null) {
      return true;
    }
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    int count = 0;
    try {
      count = next.read(pooled.getBuffer());
    } finally {
      if (count <= 0) {
        pooled.close();
      }
    }
    if (count < 0) {
      throw new EOFException("the body ends early");
    }
    if (count == 0) {
      return false;
    }
    pooled.getBuffer().flip();
    connection.setExtraBytes(pooled);
    return true;
  }

  private void decode(ByteBuffer room) throws IOException {
    PooledByteBuffer pooled = connection.getExtraBytes();
    try {
      decoder.decode(pooled.getBuffer(), room);
    } catch (MalformedBodyException e) {
      // Where it ends nobody knows, so nothing that follows is a request.
      exchange.setPersistent(false);
      Connectors.terminateRequest(exchange);
      throw e;
    }
    if (!pooled.getBuffer().hasRemaining()) {
      connection.setExtraBytes(null);
      pooled.close();
    }
    if (decoder.isAtEnd()) {
      Connectors.terminateRequest(exchange);
    }
  }

  @Override
  public long read(ByteBuffer[] rooms, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (rooms[i].hasRemaining()) {
        return read(rooms[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
  }

  @Override
  public void resumeReads() {
    if (connection.getExtraBytes() == null) {
      super.resumeReads();
    } else {
      wakeupReads();
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    if (connection.getExtraBytes() == null) {
      super.awaitReadable();
    }
  }

  @Override
  public void awaitReadable(long time, TimeUnit unit) throws IOException {
    if (connection.getExtraBytes() == null) {
      super.awaitReadable(time, unit);
    }
  }

  @Override
  public void terminateReads() throws IOException {
    exchange.setPersistent(false);
    super.terminateReads();
  }
}
