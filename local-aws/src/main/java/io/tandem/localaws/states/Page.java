package io.tandem.localaws.states;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A part of a list that only grows at one end.
 *
 * @param from of the first item
 */
record Page(int from, int size) {
  private static final int DEFAULT = 100;
  private static final String MARK = "states ";

  static Page of(Json.Obj request) {
    int asked = (int) Members.number(request, "maxResults");
    String token = Members.text(request, "nextToken");
    return new Page(token.isEmpty() ? 0 : from(token), asked == 0 ? DEFAULT : asked);
  }

  private static int from(String token) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(MARK)) {
        int from = Integer.parseInt(text.substring(MARK.length()));
        if (from >= 0) {
          return from;
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below, as what is no token.
    }
    throw AwsException.of("InvalidToken", "Invalid Token: 'Invalid token'");
  }

  /** The page's items, and a token when more follow. */
  Json.Obj answer(String member, List<? extends Json> all) {
    int begin = Math.min(from, all.size());
    int end = Math.min(all.size(), begin + size);
    return answer(member, all.subList(begin, end), end < all.size());
  }

  /** Whether it has the item at a place. */
  boolean has(long place) {
    return place >= from && !isBefore(place);
  }

  /** Whether the item at a place follows later. */
  boolean isBefore(long place) {
    return place >= (long) from + size;
  }

  /**
   * @param items of the page alone; there may be fewer than its size, and others follow
   * @param more whether others follow
   */
  Json.Obj answer(String member, List<? extends Json> items, boolean more) {
    var answer = new Members().put(member, new Json.Arr("$", List.copyOf(items)));
    if (more) {
      byte[] token = (MARK + (from + items.size())).getBytes(StandardCharsets.UTF_8);
      answer.text("nextToken", Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }
    return answer.object();
  }
}
