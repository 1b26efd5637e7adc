package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the platform's environment says about serving.
 *
 * @param port 0 takes any free one
 * @param defaultAccept the media type of answers to requests that name none, without parameters
 * @param baseDirectory the model artifact is in its folder {@code model}
 * @param batch for batch transform, which joins answers as they are: each ends with a newline
 * @param manyModels present when the platform loads and unloads models itself, from the folder
 *     {@code models}
 */
public record ServerSettings(
    int port,
    Optional<String> defaultAccept,
    Path baseDirectory,
    boolean batch,
    Transform transform,
    Limits limits,
    Optional<ManyModels> manyModels) {

  /**
   * What batch transform is told.
   *
   * @param concurrent calls at one time
   * @param strategy {@code MULTI_RECORD} or {@code SINGLE_RECORD}
   * @param payloadInMb of one call, 0 for whole objects
   */
  public record Transform(int concurrent, String strategy, int payloadInMb) {}

  /**
   * What one server takes on.
   *
   * @param bodyBytes of one invocation; a longer body is a 413
   * @param memoryBytes of all bodies that are held at one time; beyond them, a 503
   * @param bodyTime within which a body has to arrive, else it is a 408
   * @param computeThreads invocations computed at the same time
   * @param queuedInvocations that may wait for a thread; one more is a 503
   * @param queueTime that one may be expected to wait for a thread, unless it takes long itself;
   *     else it is a 503
   */
  public record Limits(
      int bodyBytes,
      long memoryBytes,
      Duration bodyTime,
      int computeThreads,
      int queuedInvocations,
      Duration queueTime) {}

  /**
   * How many models may be there.
   *
   * @param most of them
   * @param reservedBytes of the machine's memory, for whatever else runs on it
   * @param metricsByModel whether each has metrics of its own
   */
  public record ManyModels(int most, long reservedBytes, boolean metricsByModel) {}

  private static final String PAYLOAD = "SAGEMAKER_MAX_PAYLOAD_IN_MB";
  private static final int MB = 1 << 20;

  /** What a real-time endpoint lets through. */
  private static final int REAL_TIME_MB = 25;

  /** What batch transform sends at most in one call, unless it sends whole objects. */
  private static final int BATCH_MB = 100;

  /** The bound where the platform has none ({@code SAGEMAKER_MAX_PAYLOAD_IN_MB=0}). */
  private static final int UNLIMITED_MB = 512;

  /** The platform's own default. */
  private static final int ADVERTISED_MB = 6;

  /** The platform refuses jobs whose calls at one time exceed this together. */
  private static final int CONCURRENT_MB = 100;

  /** Batch transform counts the payload; line ends that it adds come on top. */
  private static final int SLACK_MB = 1;

  /** As many connections may come at once before anything is known of what they send. */
  private static final int MIN_QUEUED = 1024;

  private static final int QUEUED_PER_THREAD = 256;

  /**
   * Below it a body and what is computed of it do not fit; the JVM's default of 256 MB is above.
   */
  private static final int MIN_HEAP_MB = 96;

  /** The platform gives up on an invocation after 60 s, and in batch by default after 600 s. */
  private static final Duration REAL_TIME = Duration.ofMinutes(1);

  private static final Duration BATCH_TIME = Duration.ofMinutes(10);

  /** The other container of a pipeline, and the system. */
  private static final int RESERVED_MB = 512;

  /** Checkouts wait for answers; in batch nobody does. */
  private static final Duration QUEUE_TIME = Duration.ofMillis(500);

  /** Reads every setting of the server; problems are collected in {@code settings}. */
  public static ServerSettings read(Settings settings) {
    return read(settings, Runtime.getRuntime().maxMemory());
  }

  static ServerSettings read(Settings settings, long heapBytes) {
    if (heapBytes / MB < MIN_HEAP_MB) {
      settings.problem(
          "the heap of the JVM",
          heapBytes / MB + " MiB",
          "at least %d MiB; give the container 256 MB of memory or more, or the JVM more of it (JDK_JAVA_OPTIONS=-Xmx...)"
              .formatted(MIN_HEAP_MB));
    }
    boolean batch = settings.flag("SAGEMAKER_BATCH", false);
    int maxPayloadInMb = settings.integer(PAYLOAD, -1, 0, 1024);
    return new ServerSettings(
        settings.integer("SAGEMAKER_BIND_TO_PORT", 8080, 1, 65_535),
        defaultAccept(settings),
        baseDirectory(settings),
        batch,
        transform(settings, maxPayloadInMb < 0 ? ADVERTISED_MB : maxPayloadInMb),
        limits(batch, bodyBytes(settings, batch, maxPayloadInMb, heapBytes), heapBytes),
        manyModels(settings));
  }

  private static Optional<ManyModels> manyModels(Settings settings) {
    ManyModels many =
        new ManyModels(
            settings.integer("TANDEM_MAX_MODELS", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
            (long) settings.integer("TANDEM_RESERVED_MEMORY_MB", RESERVED_MB, 0, 1 << 20) * MB,
            settings.flag("TANDEM_METRICS_BY_MODEL", true));
    return settings.flag("SAGEMAKER_MULTI_MODEL", false) ? Optional.of(many) : Optional.empty();
  }

  private static Transform transform(Settings settings, int payloadInMb) {
    int concurrent = settings.integer("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", 0, 0, 10_000);
    int allowed = Math.clamp(CONCURRENT_MB / Math.max(payloadInMb, 1), 1, cores());
    return new Transform(
        concurrent > 0 ? concurrent : allowed,
        settings.choice(
            "SAGEMAKER_BATCH_STRATEGY", "MULTI_RECORD", List.of("MULTI_RECORD", "SINGLE_RECORD")),
        payloadInMb);
  }

  private static Limits limits(boolean batch, int bodyBytes, long heapBytes) {
    // One body can always be read; more of them leave half of the heap for computing.
    long memory = Math.max(needed(bodyBytes), heapBytes / 4);
    Duration time = batch ? BATCH_TIME : REAL_TIME;
    return new Limits(
        bodyBytes,
        memory,
        time,
        cores(),
        Math.max(MIN_QUEUED, cores() * QUEUED_PER_THREAD),
        batch ? BATCH_TIME : QUEUE_TIME);
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** For people, in one line. Not by a format: the first one of a JVM takes milliseconds. */
  public String summary() {
    return "port "
        + port
        + ", folder "
        + baseDirectory
        + ", answers as "
        + defaultAccept.orElse("its first media type")
        + " unless asked otherwise, bodies up to "
        + limits.bodyBytes() / MB
        + " MiB (all at once "
        + limits.memoryBytes() / MB
        + " MiB) within "
        + limits.bodyTime().toSeconds()
        + " s, "
        + limits.computeThreads()
        + " threads, queue of "
        + limits.queuedInvocations()
        + " or "
        + limits.queueTime().toMillis()
        + " ms; batch transform: "
        + transform.concurrent()
        + " calls at once, "
        + transform.strategy()
        + ", "
        + (transform.payloadInMb() == 0 ? "whole objects" : transform.payloadInMb() + " MiB")
        + manyModels
            .map(many -> "; many models, " + many.reservedBytes() / MB + " MiB left to others")
            .orElse("");
  }

  /** The same, but on a port that the system chooses. */
  public ServerSettings onAnyFreePort() {
    return new ServerSettings(
        0, defaultAccept, baseDirectory, batch, transform, limits, manyModels);
  }

  /** The same with other limits. */
  public ServerSettings with(Limits others) {
    return new ServerSettings(
        port, defaultAccept, baseDirectory, batch, transform, others, manyModels);
  }

  /** Where SageMaker's folders are; serving and training agree on it. */
  public static Path baseDirectory(Settings settings) {
    return Path.of(settings.text("SAGEMAKER_BASE_DIR").orElse("/opt/ml"));
  }

  private static Optional<String> defaultAccept(Settings settings) {
    String name = "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT";
    Optional<String> text = settings.text(name);
    Optional<MediaType> type = text.flatMap(MediaType::parse);
    if (text.isPresent() && type.isEmpty()) {
      settings.problem(name, text.get(), "a media type such as text/csv");
    }
    return type.map(MediaType::name);
  }

  /** The default limit shrinks to fit the heap; an explicit limit that does not fit is an error. */
  private static int bodyBytes(
      Settings settings, boolean batch, int maxPayloadInMb, long heapBytes) {
    if (maxPayloadInMb <= 0) {
      int usual = batch ? BATCH_MB + SLACK_MB : REAL_TIME_MB;
      int bytes = (maxPayloadInMb == 0 ? UNLIMITED_MB : usual) * MB;
      return (int) Math.min(bytes, heapBytes / 4 - 1);
    }
    int bytes = (maxPayloadInMb + SLACK_MB) * MB;
    if (needed(bytes) > heapBytes / 2) {
      settings.problem(
          PAYLOAD,
          Integer.toString(maxPayloadInMb),
          "less, or a heap (-Xmx) of at least %d MiB instead of %d MiB"
              .formatted(4L * bytes / MB + 1, heapBytes / MB));
    }
    return bytes;
  }

  /** One byte more tells that a body is too large; both arrays are held while it is copied. */
  private static long needed(int bodyBytes) {
    return 2L * bodyBytes + 1;
  }
}
