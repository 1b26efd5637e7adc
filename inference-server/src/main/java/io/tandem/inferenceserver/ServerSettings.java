package io.tandem.inferenceserver;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the platform's environment says about serving.
 *
 * @param port 0 takes any free one
 * @param defaultAccept the media type of answers to requests that name none, without parameters
 * @param batch whether a batch transform job calls
 * @param maxBodyBytes of one invocation; a longer body is a 413
 * @param payloadInMb as told to batch transform
 * @param concurrentTransforms as told to batch transform
 * @param batchStrategy as told to batch transform
 * @param baseDirectory the model artifact is in its folder {@code model}
 * @param computeThreads invocations computed at the same time
 * @param queuedInvocations that may wait for a thread; one more is a 503
 */
public record ServerSettings(
    int port,
    Optional<String> defaultAccept,
    boolean batch,
    int maxBodyBytes,
    int payloadInMb,
    int concurrentTransforms,
    String batchStrategy,
    Path baseDirectory,
    int computeThreads,
    int queuedInvocations) {

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

  private static final int QUEUED_PER_THREAD = 256;

  /** Reads every setting of the server; problems are collected in {@code settings}. */
  public static ServerSettings read(Settings settings) {
    int cores = Runtime.getRuntime().availableProcessors();
    boolean batch = settings.flag("SAGEMAKER_BATCH", false);
    int maxPayloadInMb = settings.integer("SAGEMAKER_MAX_PAYLOAD_IN_MB", -1, 0, 1024);
    int payloadInMb = maxPayloadInMb < 0 ? ADVERTISED_MB : maxPayloadInMb;
    int concurrent = settings.integer("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", 0, 0, 10_000);
    return new ServerSettings(
        settings.integer("SAGEMAKER_BIND_TO_PORT", 8080, 1, 65_535),
        defaultAccept(settings),
        batch,
        maxBodyBytes(batch, maxPayloadInMb),
        payloadInMb,
        concurrent > 0
            ? concurrent
            : Math.clamp(CONCURRENT_MB / Math.max(payloadInMb, 1), 1, cores),
        settings.choice(
            "SAGEMAKER_BATCH_STRATEGY", "MULTI_RECORD", List.of("MULTI_RECORD", "SINGLE_RECORD")),
        baseDirectory(settings),
        cores,
        cores * QUEUED_PER_THREAD);
  }

  /** The same, but on a port that the system chooses. */
  public ServerSettings onAnyFreePort() {
    return new ServerSettings(
        0,
        defaultAccept,
        batch,
        maxBodyBytes,
        payloadInMb,
        concurrentTransforms,
        batchStrategy,
        baseDirectory,
        computeThreads,
        queuedInvocations);
  }

  /** Where SageMaker's folders are; serving and training agree on it. */
  static Path baseDirectory(Settings settings) {
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

  private static int maxBodyBytes(boolean batch, int maxPayloadInMb) {
    if (maxPayloadInMb < 0) {
      return (batch ? BATCH_MB + SLACK_MB : REAL_TIME_MB) * MB;
    }
    return (maxPayloadInMb == 0 ? UNLIMITED_MB : maxPayloadInMb + SLACK_MB) * MB;
  }
}
