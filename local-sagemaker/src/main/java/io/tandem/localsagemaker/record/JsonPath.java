package io.tandem.localsagemaker.record;

import java.util.ArrayList;
import java.util.List;
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

  /** One operator. */
  sealed interface Step {}

  /** {@code .name} or {@code ['name']} */
  record Name(String name) implements Step {}

  /** {@code ['a','b']}, the last step of a path. */
  record Names(List<String> names) implements Step {
    public Names {
      names = List.copyOf(names);
    }
  }

  /** {@code [0,-1]} or {@code [1:4]} */
  record Elements(List<Range> ranges) implements Step {
    public Elements {
      ranges = List.copyOf(ranges);
    }

    boolean isOne() {
      return ranges.size() == 1 && ranges.getFirst().isIndex();
    }

    /**
     * @throws RecordException when an index is outside; a range takes what is there
     */
    List<ByteRange> of(List<ByteRange> elements) throws RecordException {
      var chosen = new ArrayList<ByteRange>();
      for (Range range : ranges) {
        chosen.addAll(range.of(elements));
      }
      return chosen;
    }
  }

  /** {@code *} */
  record All() implements Step {}

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

    List<ByteRange> of(List<ByteRange> elements) throws RecordException {
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
