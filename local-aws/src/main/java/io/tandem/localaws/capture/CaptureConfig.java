package io.tandem.localaws.capture;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The DataCaptureConfig of an endpoint configuration.
 *
 * @param percentage of the calls
 * @param destination {@code s3://bucket/prefix}
 * @param kmsKey is kept and answered; nothing is encrypted
 * @param json media types whose bodies are written as text, in lower case
 * @param csv as {@code json}
 */
public record CaptureConfig(
    boolean enabled,
    int percentage,
    String destination,
    String kmsKey,
    boolean input,
    boolean output,
    Set<String> json,
    Set<String> csv) {
  /** The member of an endpoint configuration, and of what Describe answers for an endpoint. */
  public static final String MEMBER = "DataCaptureConfig";

  public CaptureConfig {
    json = Set.copyOf(json);
    csv = Set.copyOf(csv);
  }

  /**
   * @param endpointConfig that AWS's model allows
   */
  public static Optional<CaptureConfig> of(Json.Obj endpointConfig) {
    return endpointConfig.fields().get(MEMBER) instanceof Json.Obj config
        ? Optional.of(read(config))
        : Optional.empty();
  }

  private static CaptureConfig read(Json.Obj config) {
    List<String> modes =
        Members.list(config, "CaptureOptions").stream()
            .map(option -> Members.text((Json.Obj) option, "CaptureMode"))
            .toList();
    boolean both = modes.contains("InputAndOutput");
    return new CaptureConfig(
        !(config.fields().get("EnableCapture") instanceof Json.Bool asked && !asked.value()),
        (int) Members.number(config, "InitialSamplingPercentage"),
        Members.text(config, "DestinationS3Uri"),
        Members.text(config, "KmsKeyId"),
        both || modes.contains("Input"),
        both || modes.contains("Output"),
        mediaTypes(config, "JsonContentTypes"),
        mediaTypes(config, "CsvContentTypes"));
  }

  private static Set<String> mediaTypes(Json.Obj config, String list) {
    return config.fields().get("CaptureContentTypeHeader") instanceof Json.Obj header
        ? Members.list(header, list).stream()
            .map(type -> mediaType(((Json.Text) type).value()))
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /** {@code text/csv} of {@code Text/CSV; charset=utf-8}: so does the service compare them. */
  private static String mediaType(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws AwsException when the destination is none of the folder that stands for S3
   */
  public void check(S3Folder s3) {
    AwsException.checkLocated(s3, destination, MEMBER + ".DestinationS3Uri: ");
  }

  /** How a body of this type is written: {@code JSON}, {@code CSV} or {@code BASE64}. */
  String encoding(@Nullable String contentType) {
    String type = contentType == null ? "" : mediaType(contentType);
    if (json.contains(type)) {
      return "JSON";
    }
    return csv.contains(type) ? "CSV" : CaptureLine.BASE64;
  }

  /** What Describe answers of it for an endpoint. */
  public Json.Obj summary() {
    return new Members()
        .put("EnableCapture", new Json.Bool("$", enabled))
        .text("CaptureStatus", enabled ? "Started" : "Stopped")
        .put("CurrentSamplingPercentage", Json.num((long) percentage))
        .text("DestinationS3Uri", destination)
        .text("KmsKeyId", kmsKey)
        .object();
  }
}
