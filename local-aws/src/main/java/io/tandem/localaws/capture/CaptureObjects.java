package io.tandem.localaws.capture;

import io.tandem.localsagemaker.s3.PartFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * The objects of one endpoint's variant, {@code yyyy/MM/dd/HH/mm-ss-SSS-<id>.jsonl} by the time of
 * their first call. Each has calls of one hour, and appears when it is complete: when it is large,
 * or old enough. Not for several threads.
 */
final class CaptureObjects {
  private static final DateTimeFormatter KEY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/mm-ss-SSS-", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** An object that is complete. */
  private static final long MAX_BYTES = 16L << 20;

  private final CaptureConfig config;
  private final Path endpoint;
  private final Path folder;
  private final Duration age;
  private @Nullable Open open;

  /** In no complete object yet. */
  private long underWay;

  /** The object under way. */
  private static final class Open {
    private final PartFile file;
    private final CapturedInvocation first;
    private final long due;
    private long bytes;

    private Open(PartFile file, CapturedInvocation first, Duration age) {
      this.file = file;
      this.first = first;
      this.due = System.nanoTime() + age.toNanos();
    }

    private boolean hasHourOf(CapturedInvocation call) {
      return first
          .time()
          .truncatedTo(ChronoUnit.HOURS)
          .equals(call.time().truncatedTo(ChronoUnit.HOURS));
    }
  }

  /**
   * @param endpoint its folder
   * @param variant its name
   * @param age of an object that is complete
   */
  CaptureObjects(CaptureConfig config, Path endpoint, String variant, Duration age) {
    this.config = config;
    this.endpoint = endpoint;
    this.folder = endpoint.resolve(variant);
    this.age = age;
  }

  /** Deletes what a killed program left of the endpoint's objects. */
  void deleteLeftovers() throws IOException {
    PartFile.deleteLeftoversBelow(endpoint);
  }

  /** How many nanoseconds until the object under way is old enough; negative when there is none. */
  long nanosUntilDue() {
    return open == null ? -1 : Math.max(0, open.due - System.nanoTime());
  }

  /** Whether a call may be written to the object under way. */
  boolean takes(CapturedInvocation call) {
    return open == null || open.hasHourOf(call);
  }

  /** When it fails, all that is under way has to be abandoned. */
  void write(CapturedInvocation call) throws IOException {
    underWay++;
    Open to = open == null ? begin(call) : open;
    CaptureLine.write(config, call, to.file.out());
    to.bytes += call.size();
    if (to.bytes >= MAX_BYTES) {
      complete();
    }
  }

  private Open begin(CapturedInvocation first) throws IOException {
    String key = KEY.format(first.time()) + CaptureLine.newId() + ".jsonl";
    var begun = new Open(PartFile.create(folder.resolve(key)), first, age);
    open = begun;
    return begun;
  }

  /** When it fails, all that is under way has to be abandoned. */
  void complete() throws IOException {
    Open done = open;
    if (done != null) {
      done.file.commit();
      open = null;
      underWay = 0;
      done.file.close();
    }
  }

  /** Gives the object under way up, and says how many calls are lost with it. */
  long abandon() {
    Open given = open;
    open = null;
    if (given != null) {
      IoUtils.safeClose(given.file);
    }
    long lost = underWay;
    underWay = 0;
    return lost;
  }
}
