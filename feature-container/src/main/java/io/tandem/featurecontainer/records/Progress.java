package io.tandem.featurecontainer.records;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Says now and then how far a long input was read. Used by one thread. */
public final class Progress {
  private static final double MEGABYTE = 1e6;

  private final long total;
  private final long every;
  private final Consumer<String> said;
  private final long began = System.nanoTime();
  private long lastSaid = began;

  /**
   * @param files what is read, to know the part of it
   * @param every how long it is silent, at the start too
   */
  public Progress(List<RecordFile> files, Duration every, Consumer<String> said) {
    boolean known = files.stream().allMatch(file -> file.size() != RecordFile.UNKNOWN);
    this.total = known ? files.stream().mapToLong(RecordFile::size).sum() : RecordFile.UNKNOWN;
    this.every = every.toNanos();
    this.said = said;
  }

  void read(long records, long bytes) {
    long now = System.nanoTime();
    if (now - lastSaid < every) {
      return;
    }
    lastSaid = now;
    double seconds = (now - began) / 1e9;
    String part =
        total > 0
            ? " (%d %% of %.0f MB)".formatted(100 * bytes / total, total / MEGABYTE)
            : " (%.0f MB)".formatted(bytes / MEGABYTE);
    said.accept("records=" + records + part + ", " + Math.round(records / seconds) + " per second");
  }
}
