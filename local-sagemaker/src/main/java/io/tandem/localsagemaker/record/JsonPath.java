package io.tandem.localsagemaker.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSONPath of a transform job's filter, of the operators that the service has: {@code $},
 * {@code .name}, {@code ['a','b']}, {@code [0,-1]}, {@code [1:4]}, {@code *}. A range includes its
 * end, as the service documents it and other JSONPaths do not. {@code ['a','b']} gives an object of
 * the fields that are there; several indexes, a range or {@code *} give an array; all else gives
 * the value itself.
 *
 * @param text as it was given
 */
public record JsonPath(String text, List<Step> steps) {
  public static final JsonPath WHOLE = new JsonPath("$", List.of());

  /** The service refuses every other character, the underscore too. */
  private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9$\\[\\]*. ,:'-]");

  private static final String QUOTED = "'[A-Za-z0-9 -]+'";
  private static final String RANGE = "(?:-?\\d{1,9})? *: *(?:-?\\d{1,9})?|-?\\d{1,9}";
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<name>[A-Za-z0-9-]+)|(?<all>\\.\\*|\\.?\\[ *\\* *])"
              + ("|\\.?\\[ *(?:(?<names>%1$s(?: *, *%1$s)*)"
                      + "|(?<ranges>(?:%2$s)(?: *, *(?:%2$s))*)) *]")
                  .formatted(QUOTED, RANGE));
  private static final Pattern COMMA = Pattern.compile(" *, *");

  /** One operator: from a value to those of its parts that it chooses. */
  sealed interface Step {
    /**
     * @throws RecordException when the value is of the wrong type or lacks an index
     */
    List<JsonValue> of(JsonValue value, JsonPath path) throws RecordException;

    /** Leads from one value to one value. */
    default boolean isOne() {
      return true;
    }
  }

  /** {@code .name} or {@code ['name']} */
  record Name(String name) implements Step {
    @Override
    public List<JsonValue> of(JsonValue value, JsonPath path) {
      Map<String, JsonValue> fields = value.fields();
      JsonValue part = fields == null ? null : fields.get(name);
      return part == null ? List.of() : List.of(part);
    }
  }

  /** {@code ['a','b']}, the last step of a path. */
  record Names(List<String> names) implements Step {
    public Names {
      names = List.copyOf(names);
    }

    @Override
    public List<JsonValue> of(JsonValue value, JsonPath path) throws RecordException {
      if (value.fields() == null) {
        throw new RecordException("expected an object for " + path.text());
      }
      return List.of(value.withOnly(names));
    }
  }

  /** {@code [0,-1]} or {@code [1:4]} */
  record Elements(List<Range> ranges) implements Step {
    public Elements {
      ranges = List.copyOf(ranges);
    }

    @Override
    public boolean isOne() {
      return ranges.size() == 1 && ranges.getFirst().isIndex();
    }

    @Override
    public List<JsonValue> of(JsonValue value, JsonPath path) throws RecordException {
      List<JsonValue> elements = value.elements();
      if (elements == null) {
        throw new RecordException("expected an array for " + path.text());
      }
      return of(elements);
    }

    /**
     * @throws RecordException when an index is outside; a range takes what is there
     */
    <T> List<T> of(List<T> elements) throws RecordException {
      var chosen = new ArrayList<T>();
      for (Range range : ranges) {
        chosen.addAll(range.of(elements));
      }
      return chosen;
    }
  }

  /** {@code *} */
  record All() implements Step {
    @Override
    public boolean isOne() {
      return false;
    }

    @Override
    public List<JsonValue> of(JsonValue value, JsonPath path) {
      List<JsonValue> elements = value.elements();
      Map<String, JsonValue> fields = value.fields();
      return elements != null
          ? elements
          : fields != null ? List.copyOf(fields.values()) : List.of();
    }
  }

  /**
   * From one index to another, both included; negative ones count from the end.
   *
   * @param isIndex has only one element, which must be there
   */
  record Range(int first, int last, boolean isIndex) {
    public static Range parse(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        int index = Integer.parseInt(text);
        return new Range(index, index, true);
      }
      return new Range(
          parse(text.substring(0, colon).strip(), 0),
          parse(text.substring(colon + 1).strip(), -1),
          false);
    }

    private static int parse(String number, int otherwise) {
      return number.isEmpty() ? otherwise : Integer.parseInt(number);
    }

    <T> List<T> of(List<T> elements) throws RecordException {
      int count = elements.size();
      int from = first < 0 ? first + count : first;
      int to = last < 0 ? last + count : last;
      if (isIndex && (from < 0 || from >= count)) {
        throw new RecordException("nothing is at index %d of %d".formatted(first, count));
      }
      int start = Math.max(from, 0);
      int end = Math.min(to + 1, count);
      return start < end ? elements.subList(start, end) : List.of();
    }
  }

  public JsonPath {
    steps = List.copyOf(steps);
  }

  public boolean isWhole() {
    return steps.isEmpty();
  }

  /**
   * What the path chooses of a value, byte for byte.
   *
   * @throws RecordException when the value lacks what the path asks for; but where the path has led
   *     to an array of values, those that lack a name are left out, as in JSONPath
   */
  byte[] of(JsonValue whole) throws RecordException {
    List<JsonValue> found = List.of(whole);
    boolean several = false;
    for (Step step : steps) {
      var next = new ArrayList<JsonValue>();
      for (JsonValue value : found) {
        List<JsonValue> parts = step.of(value, this);
        if (parts.isEmpty() && !several && step instanceof Name) {
          throw new RecordException("the record lacks " + text);
        }
        next.addAll(parts);
      }
      several |= !step.isOne();
      found = next;
    }
    return several ? JsonValue.array(found) : found.getFirst().bytes();
  }

  /** A row of CSV is an array of its fields. */
  public boolean isForRows() {
    return isWhole()
        || (steps.size() == 1
            && (steps.getFirst() instanceof Elements || steps.getFirst() instanceof All));
  }

  /**
   * @param fault is told what is wrong with the path, which then reads as {@code $}
   */
  public static JsonPath parse(String text, Consumer<String> fault) {
    String unexpected = CHARACTERS.matcher(text).replaceAll("");
    if (!unexpected.isEmpty()) {
      fault.accept(
          "has an unexpected \"%s\" in its JSONPath: the service takes letters, digits and $ [ ] * . , : - ' only"
              .formatted(unexpected.substring(0, 1)));
      return WHOLE;
    }
    var steps = new ArrayList<Step>();
    Matcher matcher = STEP.matcher(text);
    int position = text.startsWith("$") ? 1 : 0;
    while (position > 0 && position < text.length()) {
      matcher.region(position, text.length());
      boolean fits = matcher.lookingAt() && !(last(steps) instanceof Names);
      position = fits ? matcher.end() : 0;
      if (fits) {
        steps.add(step(matcher));
      }
    }
    if (position == 0) {
      fault.accept("is not made of $, .name, ['a','b'] at its end, [0,-1], [1:4] and *");
      return WHOLE;
    }
    if (steps.stream().anyMatch(JsonPath::hasRanges)) {
      fault.accept("has two ranges: only single range filters of format (eg: [1:5]) are supported");
      return WHOLE;
    }
    return new JsonPath(text, steps);
  }

  private static Step last(List<Step> steps) {
    return steps.isEmpty() ? new All() : steps.getLast();
  }

  private static boolean hasRanges(Step step) {
    return step instanceof Elements elements
        && elements.ranges().stream().filter(range -> !range.isIndex()).count() > 1;
  }

  private static Step step(Matcher matcher) {
    String name = matcher.group("name");
    String names = matcher.group("names");
    String ranges = matcher.group("ranges");
    if (name != null) {
      return new Name(name);
    }
    if (names != null) {
      List<String> all =
          COMMA.splitAsStream(names).map(n -> n.substring(1, n.length() - 1)).toList();
      return all.size() == 1 ? new Name(all.getFirst()) : new Names(all);
    }
    if (ranges != null) {
      return new Elements(COMMA.splitAsStream(ranges.strip()).map(Range::parse).toList());
    }
    return new All();
  }
}
