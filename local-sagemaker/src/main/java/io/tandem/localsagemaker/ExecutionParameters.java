package io.tandem.localsagemaker;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a transform job calls its containers: the job's word, else the container's, else default. */
record ExecutionParameters(int maxConcurrent, int maxPayloadMb, boolean singleRecord) {
  private static final int DEFAULT_PAYLOAD_MB = 6;
  private static final int MAX_PAYLOAD_MB = 100;

  /** Of calls that are under way together. */
  private static final int MAX_TOTAL_MB = 100;

  /**
   * Asks the first container's {@code /execution-parameters}; any answer but 200 offers nothing.
   */
  static ExecutionParameters of(TransformJob.Calls calls, Containers containers) {
    CallResult answer = containers.get(containers.callable().getFirst(), "/execution-parameters");
    JsonNode offered =
        answer instanceof CallResult.Responded ok && ok.status() == 200 ? json(ok.body()) : null;
    int payload =
        Math.clamp(
            first(calls.maxPayloadMb(), integer(offered, "MaxPayloadInMB"), DEFAULT_PAYLOAD_MB),
            1,
            MAX_PAYLOAD_MB);
    int concurrent = first(calls.maxConcurrent(), integer(offered, "MaxConcurrentTransforms"), 1);
    Boolean single = calls.singleRecord();
    return new ExecutionParameters(
        Math.clamp(concurrent, 1, Math.max(1, MAX_TOTAL_MB / payload)),
        payload,
        single != null ? single : isSingleRecord(offered));
  }

  private static int first(@Nullable Integer job, @Nullable Integer container, int otherwise) {
    return job != null ? job : container != null ? container : otherwise;
  }

  private static @Nullable JsonNode json(byte[] body) {
    try {
      return new JsonMapper().readTree(body);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable Integer integer(@Nullable JsonNode offered, String name) {
    JsonNode value = offered == null ? null : offered.get(name);
    return value != null && value.isInt() ? value.intValue() : null;
  }

  private static boolean isSingleRecord(@Nullable JsonNode offered) {
    JsonNode value = offered == null ? null : offered.get("BatchStrategy");
    return value != null && value.isString() && value.stringValue().equals("SINGLE_RECORD");
  }

  /** As the platform logs it. */
  @Override
  public String toString() {
    return "MaxConcurrentTransforms=%d, MaxPayloadInMB=%d, BatchStrategy=%s"
        .formatted(maxConcurrent, maxPayloadMb, singleRecord ? "SINGLE_RECORD" : "MULTI_RECORD");
  }
}
