package io.tandem.localaws.logs;

import io.tandem.localaws.resource.Members;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A file, as the service names it.
 *
 * @param created in milliseconds since 1970
 * @param written last, in milliseconds since 1970
 */
record LogStream(LogGroup group, String name, Path file, long created, long written) {
  static final Comparator<LogStream> BY_NAME = Comparator.comparing(LogStream::name);
  static final Comparator<LogStream> BY_BEGIN =
      Comparator.comparingLong(LogStream::created).thenComparing(BY_NAME);
  static final Comparator<LogStream> BY_END =
      Comparator.comparingLong(LogStream::written).thenComparing(BY_NAME);

  LogFile open() throws IOException {
    return LogFile.open(file, created);
  }

  /** What DescribeLogStreams shows of it. */
  Json.Obj described() throws IOException {
    var members = new Members().text("logStreamName", name).put("creationTime", Json.num(created));
    try (LogFile lines = open()) {
      List<LogEvent> first = lines.after(0).events();
      if (!first.isEmpty()) {
        members
            .put("firstEventTimestamp", Json.num(first.getFirst().time()))
            .put("lastEventTimestamp", Json.num(written))
            .put("lastIngestionTime", Json.num(written));
      }
    }
    return members
        .text("arn", group.arn() + ":log-stream:" + name)
        .put("storedBytes", Json.num(0L))
        .object();
  }
}
