package io.tandem.localaws.resource;

import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A page of a list: by creation time, the latest first, unless the request asks otherwise. A token
 * is what the next page begins after.
 */
public final class Listing {
  private static final int PAGE = 10;

  /** In a token, beside what lists are sorted by. */
  private static final String NAME = "Name";

  private static final JsonLimits LIMITS = JsonLimits.ofBytes(64 * 1024);

  private Listing() {}

  /**
   * @param request of a List operation
   */
  public static Json.Obj answer(ResourceKind kind, List<Resource> all, Json.Obj request) {
    Comparator<Resource> order = order(request);
    List<Resource> found =
        all.stream().filter(thing -> matches(thing, request)).sorted(order).toList();
    String token = Members.text(request, "NextToken");
    int begin = token.isEmpty() ? 0 : after(last(kind, token), found, order);
    int size = (int) Members.number(request, "MaxResults");
    int end = Math.min(found.size(), begin + (size == 0 ? PAGE : size));
    List<Json> page =
        begin >= end
            ? List.of()
            : found.subList(begin, end).stream().<Json>map(Resource::summary).toList();
    var answer = new Members().put(kind.listMember(), new Json.Arr("$", page));
    if (end < found.size()) {
      answer.text("NextToken", token(found.get(end - 1)));
    }
    return answer.object();
  }

  /** What the next page begins after, though it may be deleted by then. */
  private static String token(Resource last) {
    var held = new Members().text(NAME, last.name());
    held.put("CreationTime", last.description().fields().get("CreationTime"));
    last.kind().statusMember().ifPresent(member -> held.text(member, last.status()));
    byte[] token = held.object().compact().getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  private static Resource last(ResourceKind kind, String token) {
    try {
      if (Json.read(Base64.getUrlDecoder().decode(token), LIMITS) instanceof Json.Obj held) {
        return new Resource(kind, Members.text(held, NAME), held, new Json.Arr("$", List.of()));
      }
    } catch (IllegalArgumentException | InvalidJsonException e) {
      // Told below, as what is no object.
    }
    throw AwsException.validation("NextToken: expected that of an answer; begin again");
  }

  private static int after(Resource last, List<Resource> found, Comparator<Resource> order) {
    int begin = 0;
    while (begin < found.size() && order.compare(found.get(begin), last) <= 0) {
      begin++;
    }
    return begin;
  }

  private static boolean matches(Resource thing, Json.Obj request) {
    String part = Members.text(request, "NameContains").toLowerCase(Locale.ROOT);
    String status = Members.text(request, "StatusEquals");
    return thing.name().toLowerCase(Locale.ROOT).contains(part)
        && (status.isEmpty() || thing.status().equals(status))
        && isWithin(thing, "CreationTime", request)
        && isWithin(thing, "LastModifiedTime", request);
  }

  private static boolean isWithin(Resource thing, String member, Json.Obj request) {
    double time = Members.number(thing.description(), member);
    if (time == 0) {
      // A transform job has no time of change but those of its steps.
      time =
          Math.max(
              Members.number(thing.description(), "CreationTime"),
              Members.number(thing.description(), "TransformEndTime"));
    }
    double before = Members.number(request, member + "Before");
    return time >= Members.number(request, member + "After") && (before == 0 || time <= before);
  }

  private static Comparator<Resource> order(Json.Obj request) {
    Comparator<Resource> byName = Comparator.comparing(Resource::name);
    String by = Members.text(request, "SortBy");
    Comparator<Resource> order =
        switch (by) {
          case "Name" -> byName;
          case "Status" -> Comparator.comparing(Resource::status).thenComparing(byName);
          default ->
              Comparator.<Resource>comparingDouble(
                      thing -> Members.number(thing.description(), "CreationTime"))
                  .thenComparing(byName);
        };
    // What the service does without an order differs by operation; the latest first suits people.
    boolean upwards = Members.text(request, "SortOrder").equals("Ascending");
    return upwards ? order : order.reversed();
  }
}
