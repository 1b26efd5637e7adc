package io.tandem.localsagemaker.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * Fails instead of giving more bytes than allowed: the guard against archives that explode. Fails
 * also once its thread is interrupted: what reads a file does not by itself.
 */
final class BoundedInputStream extends FilterInputStream {
  private long allowed;

  BoundedInputStream(InputStream in) {
    super(in);
  }

  /** From now on at most this many bytes may be read. */
  void allow(long bytes) {
    allowed = bytes;
  }

  @Override
  public int read() throws IOException {
    int next = in.read();
    spend(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    spend(Math.max(count, 0));
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(count);
    spend(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void spend(long bytes) throws IOException {
    if (Thread.interrupted()) {
      throw new InterruptedIOException();
    }
    allowed -= bytes;
    if (allowed < 0) {
      throw new TooLargeException();
    }
  }

  /** More was there than allowed. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
