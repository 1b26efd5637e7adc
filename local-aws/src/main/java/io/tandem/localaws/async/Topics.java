package io.tandem.localaws.async;

import io.tandem.localaws.resource.Members;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * Topics of SNS as folders: {@code <topic>/<time>-<id>.json}, each what SNS delivers to a queue.
 *
 * @param folder is made
 */
public record Topics(Path folder) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The message appears whole. */
  void publish(String arn, Json.Obj message) throws IOException {
    Instant now = Instant.now();
    UUID id = UUID.randomUUID();
    Json.Obj delivered =
        new Members()
            .text("Type", "Notification")
            .text("MessageId", id.toString())
            .text("TopicArn", arn)
            .text("Message", message.compact())
            .text("Timestamp", TIMESTAMP.format(now))
            .object();
    // A topic's name has no slash, but may be "..": with a prefix it stays in this folder.
    Path topic = folder.resolve("sns-" + arn.substring(arn.lastIndexOf(':') + 1));
    try (PartFile file = PartFile.create(topic.resolve(TIME.format(now) + "-" + id + ".json"))) {
      file.out().write(delivered.compact().getBytes(StandardCharsets.UTF_8));
      file.commit();
    }
  }
}
