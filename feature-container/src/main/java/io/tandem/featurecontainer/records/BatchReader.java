package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts files into batches of whole lines, in order. Used by one thread; closes what it opened. */
final class BatchReader implements AutoCloseable {
  /** Some hundred orders: little to wait for, and below what collectors treat as huge. */
  static final int BATCH_BYTES = 1 << 18;

  private static final byte[] NOTHING = {};

  private final Iterator<RecordFile> files;
  private final int maxRecordBytes;
  private @Nullable Open open;
  private byte[] carried = NOTHING;
  private long batches;
  private long line = 1;
  private long lines;
  private long bytes;

  /** A file that is being read. */
  private record Open(RecordFile file, InputStream in) {}

  /**
   * @param maxRecordBytes bounds one line, its end included
   */
  BatchReader(List<RecordFile> files, int maxRecordBytes) {
    this.files = files.iterator();
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Null after the last one.
   *
   * @throws ContainerException when a file cannot be read, or a line is too long, naming it
   */
  @Nullable RecordBatch next() {
    while (true) {
      Open current = open;
      if (current == null) {
        if (!files.hasNext()) {
          return null;
        }
        current = open(files.next());
      }
      RecordBatch batch = read(current);
      if (batch != null) {
        return batch;
      }
    }
  }

  private Open open(RecordFile file) {
    try {
      InputStream stored = file.opener().open();
      try {
        Open opened = new Open(file, RecordFile.unpacked(new Counted(stored)));
        open = opened;
        line = 1;
        return opened;
      } catch (IOException e) {
        stored.close();
        throw e;
      }
    } catch (IOException e) {
      throw fault(file, e);
    }
  }

  /** Null when the file has ended. */
  private @Nullable RecordBatch read(Open current) {
    byte[] buffer = Arrays.copyOf(carried, Math.max(BATCH_BYTES, carried.length));
    int limit = carried.length;
    carried = NOTHING;
    int end = 0;
    try {
      while (end == 0 || limit < buffer.length) {
        if (limit == buffer.length) {
          buffer = grown(current.file, buffer);
        }
        int count = current.in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
          close();
          return limit == 0 ? null : batch(current.file, buffer, limit);
        }
        end = Math.max(end, lastLineEnd(buffer, limit, limit + count));
        limit += count;
      }
    } catch (IOException e) {
      throw fault(current.file, e);
    }
    carried = Arrays.copyOfRange(buffer, end, limit);
    return batch(current.file, buffer, end);
  }

  private byte[] grown(RecordFile file, byte[] buffer) {
    checkForm(file, buffer, buffer.length);
    if (buffer.length >= maxRecordBytes) {
      throw new ContainerException(
          file.place(line) + ": longer than " + maxRecordBytes + " bytes; expected a record");
    }
    return Arrays.copyOf(buffer, Math.min(2 * buffer.length, maxRecordBytes));
  }

  /** Behind the last line feed from {@code from} on; 0 when there is none. */
  private static int lastLineEnd(byte[] buffer, int from, int to) {
    for (int at = to; at > from; at--) {
      if (buffer[at - 1] == '\n') {
        return at;
      }
    }
    return 0;
  }

  /** By how the file begins: what cannot be JSON Lines is not read on. */
  private void checkForm(RecordFile file, byte[] buffer, int end) {
    if (line == 1) {
      NotJsonLines.of(buffer, 0, end)
          .ifPresent(
              form -> {
                throw new ContainerException(
                    "%s: found %s, expected JSON Lines; %s"
                        .formatted(file.name(), form.name(), form.remedy()));
              });
    }
  }

  private RecordBatch batch(RecordFile file, byte[] buffer, int end) {
    checkForm(file, buffer, end);
    int begin = line == 1 ? Body.byteOrderMark(buffer, 0, end) : 0;
    RecordBatch batch = new RecordBatch(file, batches++, line, buffer, begin, end);
    int ends = 0;
    for (int at = 0; at < end; at++) {
      ends += buffer[at] == '\n' ? 1 : 0;
    }
    line += ends;
    lines += buffer[end - 1] == '\n' ? ends : ends + 1;
    return batch;
  }

  /** Of what was read so far. */
  long lines() {
    return lines;
  }

  /** Of what was read so far, as it is stored. */
  long bytes() {
    return bytes;
  }

  private static ContainerException fault(RecordFile file, IOException e) {
    return UnreadableFile.fault(file.name(), "a file of JSON Lines", e);
  }

  @Override
  public void close() {
    Open current = open;
    open = null;
    if (current != null) {
      try {
        current.in.close();
      } catch (IOException e) {
        throw fault(current.file, e);
      }
    }
  }

  /** Counts what is read, before it is unpacked. */
  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      bytes += Math.max(count, 0);
      return count;
    }
  }
}
