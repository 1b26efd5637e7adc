package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.checksum.ChecksumAlgorithm;
import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What is known of an object beside its bytes.
 *
 * @param size bytes
 * @param modified nanoseconds since the epoch
 * @param etag without quotes
 * @param headers that came with it and go with it, by names in lower case
 */
public record ObjectAttributes(
    long size,
    long modified,
    String etag,
    Map<String, String> headers,
    Optional<ObjectChecksum> checksum) {
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(64 << 10);

  public ObjectAttributes {
    headers = Map.copyOf(headers);
  }

  /** With the size and the time of its file. */
  public ObjectAttributes of(BasicFileAttributes file) {
    return new ObjectAttributes(file.size(), nanos(file), etag, headers, checksum);
  }

  /** Whether they are those of this file, as it is now. */
  public boolean fit(BasicFileAttributes file) {
    return size == file.size() && modified == nanos(file);
  }

  private static long nanos(BasicFileAttributes file) {
    return file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  public void write(Path file) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("size", Json.text(Long.toString(size)));
    members.put("modified", Json.text(Long.toString(modified)));
    members.put("etag", Json.text(etag));
    members.put("headers", texts(headers));
    checksum.ifPresent(
        sum -> {
          members.put("algorithm", Json.text(sum.algorithm().name()));
          members.put("checksum", Json.text(sum.text()));
          members.put("type", Json.text(sum.type().name()));
        });
    Files.write(file, Json.object(members).compact().getBytes(StandardCharsets.UTF_8));
  }

  public static Json texts(Map<String, String> texts) {
    Map<String, Json> members = new LinkedHashMap<>();
    texts.forEach((name, value) -> members.put(name, Json.text(value)));
    return Json.object(members);
  }

  /** Empty when there is no such file, or half of one: both are as good as forgotten. */
  public static Optional<ObjectAttributes> read(Path file) {
    var problems = new Problems();
    JsonObject json = JsonObject.read(file, LIMITS, problems);
    try {
      var attributes =
          new ObjectAttributes(
              number(json, "size"),
              number(json, "modified"),
              json.required("etag").text().orElse(""),
              texts(json.required("headers").objectOrEmpty()),
              checksum(json));
      return problems.isEmpty() ? Optional.of(attributes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long number(JsonObject json, String name) {
    return Long.parseLong(json.required(name).text().orElse("0"));
  }

  /** All members, as far as they are texts. */
  public static Map<String, String> texts(JsonObject json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.values()
        .forEach(
            (name, value) -> {
              if (value instanceof Json.Text text) {
                texts.put(name, text.value());
              }
            });
    return texts;
  }

  private static Optional<ObjectChecksum> checksum(JsonObject json) {
    if (!json.optional("algorithm").isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new ObjectChecksum(
            ChecksumAlgorithm.valueOf(json.required("algorithm").text().orElse("")),
            json.required("checksum").text().orElse(""),
            ObjectChecksum.Type.valueOf(json.required("type").text().orElse(""))));
  }
}
