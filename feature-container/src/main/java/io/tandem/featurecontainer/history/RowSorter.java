package io.tandem.featurecontainer.history;

import io.tandem.inferenceserver.ContainerException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of rows by their bytes, as unsigned, in a bounded part of the memory: the others
 * lie on disk, in sorted runs. Their file has no name while it is used, so that it is gone however
 * the process ends. Not thread-safe.
 */
final class RowSorter implements AutoCloseable {
  /** What a row takes in memory beside its bytes. */
  private static final int OVERHEAD = 32;

  private static final int BUFFER_BYTES = 1 << 17;

  /** Of all runs that are merged; only with more than 8 192 of them it is more. */
  private static final int MERGE_BYTES = 1 << 25;

  private static final int LEAST_BUFFER_BYTES = 1 << 12;

  private final Path folder;
  private final long maxBytes;
  private final List<Run> runs = new ArrayList<>();
  private byte[][] rows = new byte[1 << 10][];
  private int count;
  private long bytes;
  private @Nullable FileChannel file;
  private long end;

  /** A sorted part of the file. */
  private record Run(long from, long to) {}

  /**
   * @param folder where the file is made once there is too much for the memory
   */
  RowSorter(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * @throws ContainerException when the file cannot be written
   */
  void add(byte[] row) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
    }
    rows[count++] = row;
    bytes += row.length + OVERHEAD;
    if (bytes > maxBytes) {
      try {
        spill();
      } catch (IOException e) {
        throw new ContainerException(
            folder + ": cannot be written while sorting (" + e.getMessage() + ")", e);
      }
    }
  }

  private void sort() {
    Arrays.parallelSort(rows, 0, count, Arrays::compareUnsigned);
  }

  private void spill() throws IOException {
    sort();
    FileChannel channel = file;
    if (channel == null) {
      channel =
          FileChannel.open(
              Files.createTempFile(folder, ".history-", ".tmp"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      file = channel;
    }
    long from = end;
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (int i = 0; i < count; i++) {
      byte[] row = rows[i];
      if (buffer.remaining() < Integer.BYTES + row.length) {
        write(channel, buffer);
        if (buffer.capacity() < Integer.BYTES + row.length) {
          buffer = ByteBuffer.allocate(Integer.BYTES + row.length);
        }
      }
      buffer.putInt(row.length).put(row);
    }
    write(channel, buffer);
    Arrays.fill(rows, 0, count, null);
    runs.add(new Run(from, end));
    count = 0;
    bytes = 0;
  }

  private void write(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      end += channel.write(buffer, end);
    }
    buffer.clear();
  }

  /**
   * All rows of some sorters in one order. To be gone through once, before they are closed; none
   * may be added any more.
   *
   * @throws UncheckedIOException of its iterator, when a file cannot be read
   */
  static Iterator<byte[]> sorted(List<RowSorter> sorters) {
    PriorityQueue<Cursor> cursors = new PriorityQueue<>();
    int bufferBytes = bufferBytes(sorters.stream().mapToInt(sorter -> sorter.runs.size()).sum());
    for (RowSorter sorter : sorters) {
      sorter.sort();
      List<byte[]> inMemory = Arrays.asList(sorter.rows).subList(0, sorter.count);
      Cursor.at(inMemory.iterator()).ifPresent(cursors::add);
      for (Run run : sorter.runs) {
        Cursor.at(new RunReader(sorter.file(), run, bufferBytes)).ifPresent(cursors::add);
      }
    }
    return new Merge(cursors);
  }

  /** For each of the runs that are merged: the more there are, the smaller. */
  static int bufferBytes(int runs) {
    return Math.clamp(MERGE_BYTES / Math.max(1, runs), LEAST_BUFFER_BYTES, BUFFER_BYTES);
  }

  private FileChannel file() {
    if (file == null) {
      throw new IllegalStateException("runs without a file");
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    rows = new byte[0][];
    count = 0;
    if (file != null) {
      file.close();
    }
  }

  /** The rows of a run that are still to come, the first of them read. */
  private static final class Cursor implements Comparable<Cursor> {
    private final Iterator<byte[]> rows;
    private byte[] row;

    private Cursor(Iterator<byte[]> rows) {
      this.rows = rows;
      this.row = rows.next();
    }

    static Optional<Cursor> at(Iterator<byte[]> rows) {
      return rows.hasNext() ? Optional.of(new Cursor(rows)) : Optional.empty();
    }

    @Override
    public int compareTo(Cursor other) {
      return Arrays.compareUnsigned(row, other.row);
    }
  }

  /** The smallest of the next rows of all runs, again and again. */
  private static final class Merge implements Iterator<byte[]> {
    private final PriorityQueue<Cursor> cursors;

    Merge(PriorityQueue<Cursor> cursors) {
      this.cursors = cursors;
    }

    @Override
    public boolean hasNext() {
      return !cursors.isEmpty();
    }

    @Override
    public byte[] next() {
      Cursor first = cursors.remove();
      byte[] row = first.row;
      if (first.rows.hasNext()) {
        first.row = first.rows.next();
        cursors.add(first);
      }
      return row;
    }
  }

  /** A run of the file, read in pieces. */
  private static final class RunReader implements Iterator<byte[]> {
    private final FileChannel file;
    private final long to;
    private long at;
    private ByteBuffer buffer;

    RunReader(FileChannel file, Run run, int bufferBytes) {
      this.buffer = ByteBuffer.allocate(bufferBytes).limit(0);
      this.file = file;
      this.at = run.from;
      this.to = run.to;
    }

    @Override
    public boolean hasNext() {
      return buffer.hasRemaining() || at < to;
    }

    @Override
    public byte[] next() {
      require(Integer.BYTES);
      byte[] row = new byte[buffer.getInt()];
      require(row.length);
      buffer.get(row);
      return row;
    }

    /** Reads on as long as fewer bytes than that are at hand. */
    private void require(int length) {
      if (buffer.remaining() >= length) {
        return;
      }
      if (buffer.capacity() < length) {
        buffer = ByteBuffer.allocate(length).put(buffer);
      } else {
        buffer.compact();
      }
      try {
        while (buffer.position() < length) {
          buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + (to - at)));
          int count = file.read(buffer, at);
          if (count <= 0) {
            throw new EOFException("a file of sorted rows was cut");
          }
          at += count;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      buffer.flip();
    }
  }
}
