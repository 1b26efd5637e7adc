package io.tandem.localaws.resource;

import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of an object of the API while it is put together, and how they are read. */
public final class Members {
  private final Map<String, Json> members = new LinkedHashMap<>();

  /** The members of an object, but those that are null and those that are named. */
  public static Members of(Json.Obj object, String... but) {
    var copy = new Members();
    copy.members.putAll(object.fields());
    copy.members.values().removeIf(Json.Null.class::isInstance);
    List.of(but).forEach(copy.members::remove);
    return copy;
  }

  public Members put(String name, @Nullable Json value) {
    if (value == null) {
      members.remove(name);
    } else {
      members.put(name, value);
    }
    return this;
  }

  public Members text(String name, String value) {
    return put(name, Json.text(value));
  }

  /** Removed when empty. */
  public Members text(String name, Optional<String> value) {
    return put(name, value.map(Json::text).orElse(null));
  }

  /** What the service answers of flags that a request does not have. */
  public Members defaultFalse(String... names) {
    for (String name : names) {
      members.putIfAbsent(name, new Json.Bool("$", false));
    }
    return this;
  }

  /** In seconds since 1970, with milliseconds, as AWS's JSON protocols have times. */
  public Members time(String name, Instant time) {
    return put(name, Json.num(time.toEpochMilli() / 1e3));
  }

  public Json.Obj object() {
    return Json.object(new LinkedHashMap<>(members));
  }

  /** Empty when there is no such text. */
  public static String text(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Text text ? text.value() : "";
  }

  /** 0 when there is no such number. */
  public static double number(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Num number ? number.value() : 0;
  }

  /** False when there is no such flag. */
  public static boolean isTrue(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Bool flag && flag.value();
  }

  /** Empty when there is no such list. */
  public static List<Json> list(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Arr list ? list.items() : List.of();
  }
}
