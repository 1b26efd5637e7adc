package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses requests as the service does when too many come. A request asks for it: one that makes
 * something with the tag {@code tandem:throttle}, whose value says how often it is refused before
 * it is taken. For many threads at once.
 */
final class Throttling {
  private static final String TAG = "tandem:throttle";
  private static final int MOST = 100;

  /** By operation, since the last that was taken. A client may ask again by another name. */
  private final Map<String, Integer> refused = new HashMap<>();

  /**
   * @throws AwsException when the request is refused
   */
  void check(String operation, Json.Obj request) {
    if (!operation.startsWith("Create")) {
      return;
    }
    for (Json tag : Members.list(request, "Tags")) {
      if (Members.text((Json.Obj) tag, "Key").equals(TAG)) {
        refuse(operation, times(Members.text((Json.Obj) tag, "Value")));
      }
    }
  }

  private static int times(String value) {
    try {
      int times = Integer.parseInt(value);
      if (times >= 1 && times <= MOST) {
        return times;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw AwsException.validation(TAG + ": expected a number from 1 to " + MOST);
  }

  private synchronized void refuse(String operation, int times) {
    int before = refused.getOrDefault(operation, 0);
    if (before >= times) {
      refused.remove(operation);
      return;
    }
    refused.put(operation, before + 1);
    throw AwsException.of("ThrottlingException", "Rate exceeded");
  }
}
