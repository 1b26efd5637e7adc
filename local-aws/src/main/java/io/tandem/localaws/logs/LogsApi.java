package io.tandem.localaws.logs;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localaws.wire.JsonService;
import io.tandem.localaws.wire.ModelledService;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** CloudWatch Logs, as far as logs are read by it. */
public final class LogsApi {
  /** Of groups, streams and events in an answer, as the service has them. */
  private static final int MAX_LISTED = 50;

  private static final int MAX_EVENTS = 10_000;

  private final LogCatalog catalog;

  private LogsApi(LogCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * @param model what requests may be
   */
  public static JsonService of(ServiceModel model, LogCatalog catalog) {
    var logs = new LogsApi(catalog);
    return new ModelledService(
        model,
        "InvalidParameterException",
        Map.of(
            "DescribeLogGroups", reading(logs::groups),
            "DescribeLogStreams", reading(logs::streams),
            "GetLogEvents", reading(logs::events),
            "FilterLogEvents", reading(logs::filtered)));
  }

  private interface Reading {
    Json.Obj answer(Json.Obj request) throws IOException;
  }

  private static UnaryOperator<Json.Obj> reading(Reading operation) {
    return request -> {
      try {
        return operation.answer(request);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private static AwsException invalid(String message) {
    return AwsException.of("InvalidParameterException", message);
  }

  private static AwsException missing(String what) {
    return AwsException.of(
        "ResourceNotFoundException", "The specified %s does not exist.".formatted(what));
  }

  private static int limit(Json.Obj request, int most) {
    int limit = (int) Members.number(request, "limit");
    return limit == 0 ? most : limit;
  }

  private Json.Obj groups(Json.Obj request) throws IOException {
    String prefix = Members.text(request, "logGroupNamePrefix");
    String part = Members.text(request, "logGroupNamePattern");
    if (!prefix.isEmpty() && !part.isEmpty()) {
      throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive.");
    }
    List<Json> identifiers = Members.list(request, "logGroupIdentifiers");
    Set<String> names = new HashSet<>();
    identifiers.forEach(one -> names.add(name(((Json.Text) one).value())));
    String token = Members.text(request, "nextToken");
    String last = token.isEmpty() ? "" : PageToken.of(token).name();
    String kind = Members.text(request, "logGroupClass");
    List<LogGroup> found =
        catalog.groups().stream()
            .filter(group -> group.name().startsWith(prefix) && group.name().contains(part))
            .filter(group -> names.isEmpty() || names.contains(group.name()))
            .filter(group -> kind.isEmpty() || kind.equals("STANDARD"))
            .filter(group -> group.name().compareTo(last) > 0)
            .toList();
    int end = Math.min(found.size(), limit(request, MAX_LISTED));
    List<Json> listed = new ArrayList<>();
    for (LogGroup group : found.subList(0, end)) {
      listed.add(described(group));
    }
    var answer = new Members().put("logGroups", new Json.Arr("$", listed));
    if (end < found.size()) {
      answer.text("nextToken", new PageToken(0, found.get(end - 1).name()).text());
    }
    return answer.object();
  }

  private Json.Obj described(LogGroup group) throws IOException {
    long bytes = 0;
    long created = Long.MAX_VALUE;
    for (LogStream stream : catalog.streams(group, _ -> true)) {
      bytes += Files.size(stream.file());
      created = Math.min(created, stream.created());
    }
    return new Members()
        .text("logGroupName", group.name())
        .put("creationTime", created == Long.MAX_VALUE ? null : Json.num(created))
        .put("metricFilterCount", Json.num(0L))
        .text("arn", group.arn() + ":*")
        .put("storedBytes", Json.num(bytes))
        .text("logGroupClass", "STANDARD")
        .text("logGroupArn", group.arn())
        .object();
  }

  /** Of an ARN, the name of its group; else the name itself. */
  private static String name(String identifier) {
    String[] parts = identifier.split(":", -1);
    return identifier.startsWith("arn:") && parts.length > 6 ? parts[6] : identifier;
  }

  private LogGroup group(Json.Obj request) throws IOException {
    String name = Members.text(request, "logGroupName");
    String identifier = Members.text(request, "logGroupIdentifier");
    if (name.isEmpty() == identifier.isEmpty()) {
      throw invalid("Exactly one of logGroupName and logGroupIdentifier must be specified.");
    }
    return catalog
        .group(name.isEmpty() ? name(identifier) : name)
        .orElseThrow(() -> missing("log group"));
  }

  private Json.Obj streams(Json.Obj request) throws IOException {
    LogGroup group = group(request);
    String prefix = Members.text(request, "logStreamNamePrefix");
    boolean byTime = Members.text(request, "orderBy").equals("LastEventTime");
    if (byTime && !prefix.isEmpty()) {
      throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    Comparator<LogStream> upwards = byTime ? LogStream.BY_END : LogStream.BY_NAME;
    Comparator<LogStream> order =
        Members.isTrue(request, "descending") ? upwards.reversed() : upwards;
    String token = Members.text(request, "nextToken");
    Optional<LogStream> last =
        Optional.of(token)
            .filter(text -> !text.isEmpty())
            .map(PageToken::of)
            .map(to -> new LogStream(group, to.name(), catalog.logs(), 0, to.number()));
    List<LogStream> found =
        catalog.streams(group, name -> name.startsWith(prefix)).stream()
            .filter(stream -> last.isEmpty() || order.compare(stream, last.get()) > 0)
            .sorted(order)
            .toList();
    int end = Math.min(found.size(), limit(request, MAX_LISTED));
    List<Json> listed = new ArrayList<>();
    for (LogStream stream : found.subList(0, end)) {
      listed.add(stream.described());
    }
    var answer = new Members().put("logStreams", new Json.Arr("$", listed));
    if (end < found.size()) {
      LogStream next = found.get(end - 1);
      answer.text("nextToken", new PageToken(next.written(), next.name()).text());
    }
    return answer.object();
  }

  /** The beginning is in, the end is not. */
  private static Predicate<LogEvent> within(Json.Obj request) {
    double begin = Members.number(request, "startTime");
    double end =
        request.fields().get("endTime") instanceof Json.Num number
            ? number.value()
            : Double.POSITIVE_INFINITY;
    return event -> event.time() >= begin && event.time() < end;
  }

  private Json.Obj events(Json.Obj request) throws IOException {
    String name = Members.text(request, "logStreamName");
    LogStream stream =
        catalog.streams(group(request), name::equals).stream()
            .findFirst()
            .orElseThrow(() -> missing("log stream"));
    var page = new EventPage(within(request), limit(request, MAX_EVENTS));
    String token = Members.text(request, "nextToken");
    boolean forwards =
        token.isEmpty()
            ? Members.isTrue(request, "startFromHead")
            : token.startsWith(PageToken.FORWARDS);
    long begin;
    long end;
    List<LogEvent> found;
    try (LogFile file = stream.open()) {
      if (forwards) {
        begin = token.isEmpty() ? 0 : PageToken.offset(token, file.size());
        end = page.forwards(file, begin);
        found = page.events();
      } else {
        end = token.isEmpty() ? file.end() : PageToken.offset(token, file.size());
        begin = page.backwards(file, end);
        found = page.events().reversed();
      }
    }
    List<Json> events = found.stream().<Json>map(event -> shown(event).object()).toList();
    return new Members()
        .put("events", new Json.Arr("$", events))
        .text("nextForwardToken", PageToken.inStream(PageToken.FORWARDS, end))
        .text("nextBackwardToken", PageToken.inStream(PageToken.BACKWARDS, begin))
        .object();
  }

  private static Members shown(LogEvent event) {
    return new Members()
        .put("timestamp", Json.num(event.time()))
        .text("message", event.message())
        .put("ingestionTime", Json.num(event.time()));
  }

  private Json.Obj filtered(Json.Obj request) throws IOException {
    String pattern = Members.text(request, "filterPattern");
    TermPattern terms =
        TermPattern.of(pattern)
            .orElseThrow(
                () ->
                    invalid(
                        "Invalid filter pattern: only terms are supported here, such as ERROR"
                            + " \"two words\" -DEBUG, or ?ERROR ?WARN: found "
                            + pattern));
    List<LogStream> streams = searched(request);
    String token = Members.text(request, "nextToken");
    PageToken from = token.isEmpty() ? new PageToken(0, "") : PageToken.of(token);
    int at = 0;
    while (!from.name().isEmpty() && at < streams.size() && !at(streams, at).equals(from.name())) {
      at++;
    }
    Predicate<LogEvent> wanted = within(request).and(event -> terms.matches(event.message()));
    return filtered(streams.subList(at, streams.size()), from.number(), wanted, request);
  }

  private static String at(List<LogStream> streams, int at) {
    return streams.get(at).name();
  }

  /** In the order of their beginnings, those left out that have ended before. */
  private List<LogStream> searched(Json.Obj request) throws IOException {
    LogGroup group = group(request);
    List<Json> named = Members.list(request, "logStreamNames");
    String prefix = Members.text(request, "logStreamNamePrefix");
    if (!named.isEmpty() && !prefix.isEmpty()) {
      throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive.");
    }
    Set<String> names = new HashSet<>();
    named.forEach(name -> names.add(((Json.Text) name).value()));
    List<LogStream> found =
        catalog.streams(
            group, name -> names.isEmpty() ? name.startsWith(prefix) : names.contains(name));
    if (found.size() < names.size()) {
      throw missing("log stream");
    }
    double begin = Members.number(request, "startTime");
    return found.stream()
        .filter(stream -> stream.written() >= begin)
        .sorted(LogStream.BY_BEGIN)
        .toList();
  }

  /**
   * One stream after the other, as jobs mostly follow each other; the events of an answer are in
   * the order of their times.
   */
  private static Json.Obj filtered(
      List<LogStream> streams, long offset, Predicate<LogEvent> wanted, Json.Obj request)
      throws IOException {
    record Found(LogStream stream, LogEvent event) {}
    List<Found> found = new ArrayList<>();
    Optional<PageToken> next = Optional.empty();
    var page = new EventPage(wanted, limit(request, MAX_EVENTS));
    long begin = offset;
    for (LogStream stream : streams) {
      int before = page.events().size();
      long end;
      try (LogFile file = stream.open()) {
        end = page.forwards(file, Math.min(begin, file.size()));
        if (end < file.end()) {
          next = Optional.of(new PageToken(end, stream.name()));
        }
      }
      page.events().stream().skip(before).forEach(event -> found.add(new Found(stream, event)));
      if (next.isPresent()) {
        break;
      }
      begin = 0;
    }
    found.sort(Comparator.comparingLong(one -> one.event().time()));
    List<Json> events =
        found.stream()
            .<Json>map(
                one ->
                    shown(one.event())
                        .text("logStreamName", one.stream().name())
                        .text("eventId", id(one.stream(), one.event()))
                        .object())
            .toList();
    return new Members()
        .put("events", new Json.Arr("$", events))
        .put("searchedLogStreams", new Json.Arr("$", List.of()))
        .text("nextToken", next.map(PageToken::text))
        .object();
  }

  /** Of its time, its place and its stream, and as long as the service's. */
  private static String id(LogStream stream, LogEvent event) {
    long place = Integer.toUnsignedLong((stream.group().name() + stream.name()).hashCode());
    return "%013d%019d%024d".formatted(event.time(), event.offset(), place);
  }
}
