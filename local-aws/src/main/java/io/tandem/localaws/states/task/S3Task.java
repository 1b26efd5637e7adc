package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Operations of S3, as its SDK has them. */
record S3Task(LocalClient client) {
  /** Of an object that becomes a result, which can be no longer. */
  private static final int MAX_BODY = 256 * 1024;

  /** Of the arguments, what goes into a header. */
  private static final Map<String, String> HEADERS = Map.of("ContentType", "Content-Type");

  private static final Map<String, Set<String>> MEMBERS =
      Map.of(
          "getObject",
          Set.of("Bucket", "Key", "Range"),
          "putObject",
          Set.of("Bucket", "Key", "Body", "ContentType"),
          "copyObject",
          Set.of("Bucket", "Key", "CopySource"),
          "listObjectsV2",
          Set.of("Bucket", "Prefix", "Delimiter", "MaxKeys", "ContinuationToken", "StartAfter"));
  private static final Map<String, String> QUERY =
      Map.of(
          "Prefix", "prefix",
          "Delimiter", "delimiter",
          "MaxKeys", "max-keys",
          "ContinuationToken", "continuation-token",
          "StartAfter", "start-after");
  private static final Set<String> NUMBERS = Set.of("KeyCount", "MaxKeys", "Size");
  private static final Set<String> LISTS = Set.of("Contents", "CommonPrefixes");

  Json run(TaskCall call) throws StateException, InterruptedException {
    for (String name : call.arguments().fields().keySet()) {
      if (!MEMBERS.getOrDefault(call.resource().action(), Set.of()).contains(name)) {
        throw new StateException(
            "States.Runtime", "The field '%s' is not supported".formatted(name));
      }
    }
    required(call, "Bucket");
    if (!call.resource().action().equals("listObjectsV2")) {
      required(call, "Key");
    }
    return switch (call.resource().action()) {
      case "getObject" -> get(call);
      case "putObject" -> put(call);
      case "copyObject" -> copy(call);
      default -> list(call);
    };
  }

  private static void required(TaskCall call, String name) throws StateException {
    if (call.text(name).isEmpty()) {
      throw new StateException("States.Runtime", "The field '%s' must be a string".formatted(name));
    }
  }

  private static String object(TaskCall call) {
    return "/%s/%s"
        .formatted(encoded(call.text("Bucket")), encoded(call.text("Key")).replace("%2F", "/"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Json get(TaskCall call) throws StateException, InterruptedException {
    var request = client.request("s3", object(call)).GET();
    call.header(request, "Range", "Range");
    HttpResponse<byte[]> answer = client.send(call, request, MAX_BODY);
    check(answer);
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("Body", Json.text(new String(answer.body(), StandardCharsets.UTF_8)));
    members.put("ContentLength", Json.num((long) answer.body().length));
    header(answer, "Content-Type", "ContentType", members);
    header(answer, "ETag", "ETag", members);
    answer
        .headers()
        .firstValue("Last-Modified")
        .ifPresent(time -> members.put("LastModified", Json.text(instant(time))));
    return Json.object(members);
  }

  private static String instant(String header) {
    Instant time = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    return time.toString();
  }

  private static void header(
      HttpResponse<byte[]> answer, String header, String member, Map<String, Json> members) {
    answer.headers().firstValue(header).ifPresent(value -> members.put(member, Json.text(value)));
  }

  private Json put(TaskCall call) throws StateException, InterruptedException {
    Json body = call.arguments().fields().getOrDefault("Body", Json.text(""));
    String text = body instanceof Json.Text string ? string.value() : body.compact();
    var request =
        client
            .request("s3", object(call))
            .PUT(BodyPublishers.ofString(text, StandardCharsets.UTF_8));
    for (Map.Entry<String, String> header : HEADERS.entrySet()) {
      call.header(request, header.getKey(), header.getValue());
    }
    HttpResponse<byte[]> answer = client.send(call, request);
    check(answer);
    Map<String, Json> members = new LinkedHashMap<>();
    header(answer, "ETag", "ETag", members);
    return Json.object(members);
  }

  private Json copy(TaskCall call) throws StateException, InterruptedException {
    required(call, "CopySource");
    var request = client.request("s3", object(call)).PUT(BodyPublishers.noBody());
    call.header(request, "CopySource", "x-amz-copy-source");
    HttpResponse<byte[]> answer = client.send(call, request);
    check(answer);
    return Json.object(Map.of("CopyObjectResult", members(xml(answer))));
  }

  private Json list(TaskCall call) throws StateException, InterruptedException {
    var query = new StringBuilder("/%s?list-type=2".formatted(encoded(call.text("Bucket"))));
    QUERY.forEach(
        (member, parameter) -> {
          Json value = call.arguments().fields().get(member);
          if (value != null) {
            String text = value instanceof Json.Text string ? string.value() : value.compact();
            query.append('&').append(parameter).append('=').append(encoded(text));
          }
        });
    HttpResponse<byte[]> answer = client.send(call, client.request("s3", query.toString()).GET());
    check(answer);
    return members(xml(answer));
  }

  private static Json.Obj members(Element parent) {
    Map<String, Json> members = new LinkedHashMap<>();
    Map<String, List<Json>> lists = new LinkedHashMap<>();
    for (Element child : children(parent)) {
      String name = child.getTagName();
      if (LISTS.contains(name)) {
        lists.computeIfAbsent(name, _ -> new ArrayList<>()).add(members(child));
      } else {
        members.put(name, value(name, child.getTextContent()));
      }
    }
    lists.forEach((name, items) -> members.put(name, new Json.Arr("$", items)));
    return Json.object(members);
  }

  private static Json value(String name, String text) {
    if (NUMBERS.contains(name)) {
      return Json.num(Long.parseLong(text));
    }
    return name.equals("IsTruncated") ? new Json.Bool("$", text.equals("true")) : Json.text(text);
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  private static void check(HttpResponse<byte[]> answer) throws StateException {
    if (answer.statusCode() < 300) {
      return;
    }
    String code = "";
    String message = "";
    for (Element child : children(xml(answer))) {
      code = child.getTagName().equals("Code") ? child.getTextContent() : code;
      message = child.getTagName().equals("Message") ? child.getTextContent() : message;
    }
    boolean modelled = code.equals("NoSuchKey") || code.equals("NoSuchBucket");
    throw new StateException(
        "S3." + (modelled ? code : "S3") + "Exception",
        "%s (Service: S3, Status Code: %d, Request ID: %s)"
            .formatted(
                message,
                answer.statusCode(),
                answer.headers().firstValue("x-amz-request-id").orElse("null")));
  }

  /** Of this program's own S3, which has written it. */
  private static Element xml(HttpResponse<byte[]> answer) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(answer.body()))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
