package io.tandem.localsagemaker.request;

import io.tandem.strictjson.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CreateProcessingJob request, as far as it is supported. Each other field is a problem with its
 * name.
 *
 * @param outputs written to S3 at the end of the job
 * @param maxRuntime after which the container is stopped
 * @param request as written
 */
public record ProcessingJob(
    String name,
    AccountRegion owner,
    ContainerRequest container,
    ContainerCommand command,
    List<Input> inputs,
    List<FolderMapping> outputs,
    Duration maxRuntime,
    Json.Obj request) {

  private static final Pattern NAMED = Pattern.compile("[\\S\\s]+");
  private static final int MAX_INPUTS = 10;
  private static final int MAX_OUTPUTS = 10;
  private static final String FOLDER = "/opt/ml/processing/";

  private static final int MAX_SECONDS = 777_600;

  /**
   * @param gzip whether each object is unpacked
   */
  public record Input(FolderMapping mapping, boolean gzip) {}

  public ProcessingJob {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static ProcessingJob read(Path file) {
    RequestObject request = RequestObject.read(file);
    ProcessingJob job = of(request, null);
    request.finish(file.toString());
    return job;
  }

  /**
   * @param owner whose the job is, whatever role and image say
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static ProcessingJob of(Json.Obj json, AccountRegion owner) {
    RequestObject request = RequestObject.of(json);
    ProcessingJob job = of(request, owner);
    request.finish();
    return job;
  }

  private static ProcessingJob of(RequestObject request, @Nullable AccountRegion known) {
    String name = request.required("ProcessingJobName", 63, JobFields.NAME);
    RequestObject app = request.requiredObject("AppSpecification");
    ContainerCommand command =
        ContainerCommand.read(app, "ContainerEntrypoint", "ContainerArguments");
    ContainerRequest container =
        new ContainerRequest(
            app.place() + ".Image",
            JobFields.HOSTNAME,
            app.required("ImageUri", 255, JobFields.IMAGE),
            ContainerMode.SINGLE_MODEL,
            Optional.empty(),
            request.environment("Environment", 100, 256));
    app.refuseOtherFields();
    RequestObject resources = request.requiredObject("ProcessingResources");
    Resources.read(resources.requiredObject("ClusterConfig"));
    resources.refuseOtherFields();
    AccountRegion stated = AccountRegion.read(request, "RoleArn", container.image());
    ProcessingJob job =
        new ProcessingJob(
            name,
            known == null ? stated : known,
            container,
            command,
            inputs(request),
            outputs(request),
            maxRuntime(request),
            request.written());
    request.ignore("NetworkConfig", "Tags", "ExperimentConfig");
    request.refuseOtherFields();
    return job;
  }

  private static List<Input> inputs(RequestObject request) {
    var inputs = new ArrayList<Input>();
    Set<String> names = new HashSet<>();
    for (RequestObject input : request.objects("ProcessingInputs", 0, MAX_INPUTS)) {
      name(input, "InputName", names);
      input.flag("AppManaged");
      input.unsupported("DatasetDefinition", "use S3Input");
      RequestObject s3 = input.requiredObject("S3Input");
      s3.onlyPrefix();
      s3.choice("S3DataDistributionType", "FullyReplicated", "FullyReplicated", "ShardedByS3Key");
      s3.choice("S3InputMode", "File", "File");
      boolean gzip = s3.choice("S3CompressionType", "None", "None", "Gzip").equals("Gzip");
      inputs.add(new Input(mapping(s3), gzip));
      s3.refuseOtherFields();
      input.refuseOtherFields();
    }
    return inputs;
  }

  private static List<FolderMapping> outputs(RequestObject request) {
    RequestObject config = request.object("ProcessingOutputConfig").orElse(null);
    var outputs = new ArrayList<FolderMapping>();
    if (config == null) {
      return outputs;
    }
    Set<String> names = new HashSet<>();
    for (RequestObject output : config.objects("Outputs", 0, MAX_OUTPUTS)) {
      name(output, "OutputName", names);
      output.flag("AppManaged");
      output.unsupported("FeatureStoreOutput", "use S3Output");
      RequestObject s3 = output.requiredObject("S3Output");
      if (s3.choice("S3UploadMode", "EndOfJob", "EndOfJob", "Continuous").equals("Continuous")) {
        s3.problem("S3UploadMode", "Continuous is not supported here: use EndOfJob");
      }
      outputs.add(mapping(s3));
      s3.refuseOtherFields();
      output.refuseOtherFields();
    }
    config.ignore("KmsKeyId");
    config.refuseOtherFields();
    return outputs;
  }

  private static void name(RequestObject object, String field, Set<String> names) {
    String name = object.required(field, 64, NAMED);
    if (!names.add(name)) {
      object.problem(field, "expected another name for each");
    }
  }

  private static FolderMapping mapping(RequestObject s3) {
    String local = s3.required("LocalPath", 256, JobFields.LINE);
    return new FolderMapping(
        s3.required("S3Uri", 1024, JobFields.S3_URL),
        JobFields.below(s3, "LocalPath", local, FOLDER).orElse("processing/wrong"));
  }

  private static Duration maxRuntime(RequestObject request) {
    Integer seconds =
        request
            .object("StoppingCondition")
            .map(
                stopping -> {
                  Integer most = stopping.integer("MaxRuntimeInSeconds", 1, MAX_SECONDS);
                  stopping.refuseOtherFields();
                  return most;
                })
            .orElse(null);
    return Duration.ofSeconds(seconds == null ? JobFields.DEFAULT_SECONDS : seconds);
  }
}
