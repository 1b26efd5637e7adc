package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.pipeline.CallResult;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a transform job calls its containers: the job's word, else the container's, else default.
 *
 * @param maxPayloadMb 0 for whole objects of any size
 */
record TransformParameters(int maxConcurrent, int maxPayloadMb, boolean singleRecord) {
  private static final int DEFAULT_PAYLOAD_MB = 6;
  private static final int MAX_PAYLOAD_MB = 100;

  /** Of calls that are under way together. */
  private static final int MAX_TOTAL_MB = 100;

  /**
   * Asks {@code /execution-parameters}; any answer but 200 offers nothing. Which container of a
   * pipeline the platform asks is not documented: here it is the first. More concurrency than the
   * total of 100 MB allows is refused in a request that states both; it is reduced, and that said,
   * where one of the two comes from elsewhere.
   *
   * @throws SetupException when the container wants whole objects, and the job cannot send them
   */
  static TransformParameters of(TransformJob job, Containers containers, Terminal terminal)
      throws InterruptedException {
    CallResult answer = Containers.get(containers.callable().getFirst(), "/execution-parameters");
    Map<String, Json> offered =
        answer instanceof CallResult.Responded ok && ok.status() == 200
            ? fields(ok.body())
            : Map.of();
    TransformJob.Calls calls = job.calls();
    int payload =
        Math.min(
            first(calls.maxPayloadMb(), integer(offered, "MaxPayloadInMB", 0), DEFAULT_PAYLOAD_MB),
            MAX_PAYLOAD_MB);
    int wanted = first(calls.maxConcurrent(), integer(offered, "MaxConcurrentTransforms", 1), 1);
    int most = MAX_TOTAL_MB / Math.max(payload, 1);
    Boolean single = calls.singleRecord();
    var parameters =
        new TransformParameters(
            Math.min(wanted, most), payload, single != null ? single : isSingleRecord(offered));
    if (payload == 0 && !job.canSendWholeObjects(parameters.singleRecord)) {
      throw new SetupException("MaxPayloadInMB: " + TransformJob.WHOLE_OBJECTS);
    }
    if (wanted > most) {
      terminal.say(
          "MaxConcurrentTransforms is %d instead of %d: times MaxPayloadInMB it may be %d at most"
              .formatted(most, wanted, MAX_TOTAL_MB));
    }
    return parameters;
  }

  private static int first(@Nullable Integer job, @Nullable Integer container, int otherwise) {
    return job != null ? job : container != null ? container : otherwise;
  }

  /** None when it is anything else than an object. */
  private static Map<String, Json> fields(byte[] body) {
    try {
      return Json.read(body, JsonLimits.ofBytes(body.length)) instanceof Json.Obj object
          ? object.fields()
          : Map.of();
    } catch (InvalidJsonException e) {
      return Map.of();
    }
  }

  private static @Nullable Integer integer(Map<String, Json> offered, String name, int min) {
    return offered.get(name) instanceof Json.Num number
            && number.value() == Math.rint(number.value())
            && number.value() >= min
            && number.value() <= Integer.MAX_VALUE
        ? (int) number.value()
        : null;
  }

  private static boolean isSingleRecord(Map<String, Json> offered) {
    return offered.get("BatchStrategy") instanceof Json.Text text
        && text.value().equals("SINGLE_RECORD");
  }

  /** As the platform logs it. */
  @Override
  public String toString() {
    return "MaxConcurrentTransforms=%d, MaxPayloadInMB=%d, BatchStrategy=%s"
        .formatted(maxConcurrent, maxPayloadMb, singleRecord ? "SINGLE_RECORD" : "MULTI_RECORD");
  }
}
