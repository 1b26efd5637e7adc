package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.checksum.ChecksumAlgorithm;
import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload that has begun.
 *
 * @param headers of the object that it becomes
 * @param algorithm of the checksums of its parts; null when it began without
 */
public record Upload(
    String id,
    BucketName bucket,
    ObjectKey key,
    Map<String, String> headers,
    @Nullable ChecksumAlgorithm algorithm,
    ObjectChecksum.Type type,
    Instant begun) {
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(64 << 10);

  public void write(Path file) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("bucket", Json.text(bucket.value()));
    members.put("key", Json.text(key.value()));
    members.put("headers", ObjectAttributes.texts(headers));
    members.put("begun", Json.text(begun.toString()));
    members.put("type", Json.text(type.name()));
    if (algorithm != null) {
      members.put("algorithm", Json.text(algorithm.name()));
    }
    Files.write(file, Json.object(members).compact().getBytes(StandardCharsets.UTF_8));
  }

  /** Empty when there is none. */
  public static Optional<Upload> read(String id, Path file) {
    var problems = new Problems();
    JsonObject json = JsonObject.read(file, LIMITS, problems);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Upload(
              id,
              BucketName.of(text(json, "bucket")),
              ObjectKey.of(text(json, "key")),
              ObjectAttributes.texts(json.required("headers").objectOrEmpty()),
              ChecksumAlgorithm.of(json.optional("algorithm").text().orElse("")).orElse(null),
              ObjectChecksum.Type.valueOf(text(json, "type")),
              Instant.parse(text(json, "begun"))));
    } catch (S3Exception | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A key may be of spaces, which are no text elsewhere. */
  private static String text(JsonObject json, String name) {
    return json.required(name).json().orElse(null) instanceof Json.Text text ? text.value() : "";
  }
}
