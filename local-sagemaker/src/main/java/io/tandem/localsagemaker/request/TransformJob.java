package io.tandem.localsagemaker.request;

import io.tandem.strictjson.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A CreateTransformJob request, as far as it is supported. Each other field is a problem with its
 * name.
 *
 * @param modelEnvironment for every container, over that of the model
 */
public record TransformJob(
    String name,
    Calls calls,
    Input input,
    Output output,
    Optional<DataProcessing> processing,
    Map<String, String> modelEnvironment) {

  public static final String WHOLE_OBJECTS =
      "0 sends every object whole, in chunks, as it is: that excludes SingleRecord and"
          + " DataProcessing here; use 1 to 100";

  /**
   * How the containers are called; a null is for the first container to answer.
   *
   * @param maxPayloadMb of one call's records; 0 for whole objects of any size
   * @param singleRecord one record a call; else as many as the payload takes
   * @param retries of a call that got a server's error or no answer
   */
  public record Calls(
      @Nullable Integer maxConcurrent,
      @Nullable Integer maxPayloadMb,
      @Nullable Boolean singleRecord,
      Duration timeout,
      int retries) {}

  /**
   * Where records come from.
   *
   * @param prefix of the objects' URIs
   * @param lines every line is a record; else every object is
   */
  public record Input(String prefix, @Nullable String contentType, boolean gzip, boolean lines) {}

  /** Where answers go. */
  public record Output(String path, @Nullable String accept, boolean lines) {}

  public TransformJob {
    modelEnvironment = Map.copyOf(modelEnvironment);
  }

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static TransformJob read(Path file, String modelName) {
    RequestObject request = RequestObject.read(file);
    TransformJob job = of(request, modelName);
    request.finish(file.toString());
    return job;
  }

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static TransformJob of(Json.Obj json, String modelName) {
    RequestObject request = RequestObject.of(json);
    TransformJob job = of(request, modelName);
    request.finish();
    return job;
  }

  private static TransformJob of(RequestObject request, String modelName) {
    request.unsupported("DataCaptureConfig", "remove it");
    String name = request.required("TransformJobName", 63, JobFields.NAME);
    if (!request.required("ModelName", 63, JobFields.NAME).equals(modelName)) {
      request.problem("ModelName", "expected " + modelName + ", the name in the model's request");
    }
    resources(request.requiredObject("TransformResources"));
    Input input = input(request.requiredObject("TransformInput"));
    Output output = output(request.requiredObject("TransformOutput"));
    Optional<DataProcessing> processing = DataProcessing.read(request, input, output);
    var job =
        new TransformJob(
            name,
            calls(request, input),
            input,
            output,
            processing,
            request.environment("Environment", 16, 10_240));
    Integer payload = job.calls().maxPayloadMb();
    boolean single = Boolean.TRUE.equals(job.calls().singleRecord());
    if (payload != null && payload == 0 && !job.canSendWholeObjects(single)) {
      request.problem("MaxPayloadInMB", WHOLE_OBJECTS);
    }
    request.ignore("ExperimentConfig", "Tags");
    request.refuseOtherFields();
    return job;
  }

  /** How many instances there would be makes no difference here. */
  private static void resources(RequestObject resources) {
    resources.ignore("VolumeKmsKeyId", "TransformAmiVersion");
    resources.required("InstanceType", 256, JobFields.LINE);
    resources.requiredInteger("InstanceCount", 1, Integer.MAX_VALUE);
    resources.refuseOtherFields();
  }

  /** Whether objects go to the containers as they are, unread, if their size has no limit. */
  public boolean canSendWholeObjects(boolean singleRecord) {
    return processing.isEmpty() && !(input.lines() && singleRecord);
  }

  private static Calls calls(RequestObject request, Input input) {
    Integer concurrent = request.integer("MaxConcurrentTransforms", 0, Integer.MAX_VALUE);
    Integer payload = request.integer("MaxPayloadInMB", 0, 100);
    if (concurrent != null && payload != null && (long) concurrent * payload > 100) {
      request.problem(
          "MaxConcurrentTransforms",
          "expected MaxConcurrentTransforms times MaxPayloadInMB to be at most 100");
    }
    Boolean single = null;
    if (request.has("BatchStrategy")) {
      single =
          request
              .choice("BatchStrategy", "MultiRecord", "MultiRecord", "SingleRecord")
              .equals("SingleRecord");
      if (!input.lines()) {
        request.problem("BatchStrategy", "needs a TransformInput.SplitType other than None");
      }
    }
    Optional<RequestObject> client = request.object("ModelClientConfig");
    Integer timeout =
        client.isEmpty() ? null : client.get().integer("InvocationsTimeoutInSeconds", 1, 3600);
    Integer retries = client.isEmpty() ? null : client.get().integer("InvocationsMaxRetries", 0, 3);
    client.ifPresent(RequestObject::refuseOtherFields);
    return new Calls(
        concurrent != null && concurrent == 0 ? null : concurrent,
        payload,
        single,
        Duration.ofSeconds(timeout == null ? 600 : timeout),
        retries == null ? 3 : retries);
  }

  private static Input input(RequestObject input) {
    RequestObject dataSource = input.requiredObject("DataSource");
    RequestObject source = dataSource.requiredObject("S3DataSource");
    dataSource.refuseOtherFields();
    source.onlyPrefix();
    String split = input.choice("SplitType", "None", "None", "Line", "RecordIO", "TFRecord");
    if (!split.equals("None") && !split.equals("Line")) {
      input.problem("SplitType", split + " is not supported here: use Line or None");
    }
    String prefix = source.required("S3Uri", 1024, JobFields.S3_URL);
    source.refuseOtherFields();
    var read =
        new Input(
            prefix,
            input.text("ContentType", 256, JobFields.LINE).orElse(null),
            input.choice("CompressionType", "None", "None", "Gzip").equals("Gzip"),
            split.equals("Line"));
    input.refuseOtherFields();
    return read;
  }

  private static Output output(RequestObject output) {
    output.ignore("KmsKeyId");
    var read =
        new Output(
            output.required("S3OutputPath", 1024, JobFields.S3_URL),
            output.text("Accept", 256, JobFields.LINE).orElse(null),
            output.choice("AssembleWith", "None", "None", "Line").equals("Line"));
    output.refuseOtherFields();
    return read;
  }

  /**
   * The variables that the platform sets for every container. That it sets them in a pipeline too
   * is not documented. A value that the request leaves open is not set.
   */
  public Map<String, String> platformEnvironment() {
    var environment = new LinkedHashMap<>(modelEnvironment);
    environment.put("SAGEMAKER_BATCH", "true");
    Integer payload = calls.maxPayloadMb();
    if (payload != null) {
      environment.put("SAGEMAKER_MAX_PAYLOAD_IN_MB", payload.toString());
    }
    Integer concurrent = calls.maxConcurrent();
    if (concurrent != null) {
      environment.put("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", concurrent.toString());
    }
    Boolean single = calls.singleRecord();
    if (single != null) {
      environment.put("SAGEMAKER_BATCH_STRATEGY", single ? "SINGLE_RECORD" : "MULTI_RECORD");
    }
    return environment;
  }
}
