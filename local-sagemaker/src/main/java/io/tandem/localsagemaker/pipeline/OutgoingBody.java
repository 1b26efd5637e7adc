package io.tandem.localsagemaker.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/** What is still to be sent of a request's body. Chunks are read in the thread that sends them. */
final class OutgoingBody implements Closeable {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final @Nullable InputStream chunks;
  private final byte[] bytes;
  private ByteBuffer unsent;

  private OutgoingBody(@Nullable InputStream chunks, byte[] bytes, int length) {
    this.chunks = chunks;
    this.bytes = bytes;
    this.unsent = ByteBuffer.wrap(bytes, 0, length);
  }

  static OutgoingBody of(RequestBody body) throws IOException {
    return switch (body) {
      case RequestBody.Bytes(var bytes) -> new OutgoingBody(null, bytes, bytes.length);
      case RequestBody.Chunks source -> new OutgoingBody(source.open(), new byte[CHUNK_BYTES], 0);
    };
  }

  /** False when the sink takes no more now. */
  boolean writeTo(StreamSinkChannel sink) throws IOException {
    while (hasUnsent()) {
      if (sink.write(unsent) == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean hasUnsent() throws IOException {
    if (!unsent.hasRemaining() && chunks != null) {
      unsent = ByteBuffer.wrap(bytes, 0, Math.max(chunks.read(bytes), 0));
    }
    return unsent.hasRemaining();
  }

  @Override
  public void close() {
    IoUtils.safeClose(chunks);
  }
}
