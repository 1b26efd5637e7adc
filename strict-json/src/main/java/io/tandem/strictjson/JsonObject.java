package io.tandem.strictjson;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One object of a document, read field by field. Reading never stops at a problem: each is noted,
 * with its place, in the {@link Problems} that all objects of the document share, and what is wrong
 * reads as absent. Not for several threads.
 */
public final class JsonObject {
  private final CharSequence place;
  private final Map<String, Json> fields;
  private final Problems problems;
  private final Set<String> read = new HashSet<>();

  private JsonObject(CharSequence place, Map<String, Json> fields, Problems problems) {
    this.place = place;
    this.fields = fields;
    this.problems = problems;
  }

  /**
   * A document that is one object. Anything else is a problem, and reads as an object without
   * fields, whose problems are not noted.
   */
  public static JsonObject read(byte[] json, JsonLimits limits, Problems problems) {
    try {
      return of(Json.read(json, limits), problems);
    } catch (InvalidJsonException e) {
      problems.add(e.fault());
      return silent(JsonPlace.ROOT);
    }
  }

  /** As {@link #read(byte[], JsonLimits, Problems)}; so is a file that cannot be read. */
  public static JsonObject read(Path file, JsonLimits limits, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      // One byte more than allowed says that it is too long; the rest stays unread.
      return read(in.readNBytes(limits.bytes() + 1), limits, problems);
    } catch (IOException e) {
      problems.add(unreadable(e));
      return silent(JsonPlace.ROOT);
    }
  }

  private static String unreadable(IOException fault) {
    if (fault instanceof NoSuchFileException) {
      return "is not there";
    }
    return "cannot be read ("
        + (fault instanceof AccessDeniedException
            ? "permission denied"
            : fault.getClass().getSimpleName())
        + ")";
  }

  /** A value that must be an object. */
  public static JsonObject of(Json json, Problems problems) {
    if (json instanceof Json.Obj object) {
      return new JsonObject(object.at(), object.fields(), problems);
    }
    problems.add(json.place() + ": expected an object");
    return silent(json.at());
  }

  /** An object without fields in place of an absent one. Its problems are not noted. */
  static JsonObject silent(CharSequence place) {
    return new JsonObject(place, Map.of(), new Problems());
  }

  public String place() {
    return place.toString();
  }

  /** Names of all fields, in the order they were written. */
  public List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /** The object itself; its fields are no better known for that. */
  public Json.Obj written() {
    return new Json.Obj(place, fields);
  }

  /** All fields, whatever their names: none of them is unknown any more. */
  public Map<String, Json> values() {
    read.addAll(fields.keySet());
    return fields;
  }

  /** A field that may be absent. */
  public JsonField optional(String name) {
    read.add(name);
    return new JsonField(JsonPlace.field(place, name), fields.get(name), problems);
  }

  /** A field whose absence is a problem. */
  public JsonField required(String name) {
    if (!fields.containsKey(name)) {
      problem("lacks " + name);
    }
    return optional(name);
  }

  /** Notes a problem of the object as a whole. */
  public void problem(String problem) {
    problems.add(place + ": " + problem);
  }

  /** Notes every field that nobody asked for. To be called when all others were. */
  public void refuseOtherFields() {
    for (String name : fields.keySet()) {
      if (!read.contains(name)) {
        problems.add(
            problems.isFull()
                ? ""
                : place + ": unknown field " + name + Suggestion.hint(name, read));
      }
    }
  }
}
