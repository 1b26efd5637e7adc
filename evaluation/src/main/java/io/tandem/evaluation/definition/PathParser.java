package io.tandem.evaluation.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the path to one value: names and indexes of JSONPath (RFC 9535). Other selectors of
 * JSONPath may have several values or none; they are refused by name.
 */
final class PathParser {
  private static final String PLAIN = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_-]*";
  private static final String QUOTED =
      "'(?<single>(?:[^'\\\\]|\\\\['\"\\\\])*)'|\"(?<double>(?:[^\"\\\\]|\\\\['\"\\\\])*)\"";

  /** A slice or a list, of indexes or names. */
  private static final String SEVERAL = "\\.?\\[ *(?:[-0-9 ]*[:,]|'[^']*' *,|\"[^\"]*\" *,).*";

  private static final Pattern PLAIN_NAME = Pattern.compile(PLAIN);
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<plain>%s)(?=[.\\[]|$)|\\[ *(?:%s|(?<index>0|[1-9][0-9]*)) *]"
              .formatted(PLAIN, QUOTED));
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  /** A line never holds as many elements. */
  private static final int MAX_INDEX_DIGITS = 9;

  private final String text;

  /** Where the next step begins. */
  private int position = 1;

  private final List<Field.Step> steps = new ArrayList<>();

  private PathParser(String text) {
    this.text = text;
  }

  /** Whether the name is written after a dot, else in brackets and quotes. */
  static boolean isPlain(String name) {
    return PLAIN_NAME.matcher(name).matches();
  }

  /**
   * @param text begins with {@code $}
   * @throws EvaluationException saying what was expected
   */
  static Field.Path parse(String text) {
    return new PathParser(text).path();
  }

  private Field.Path path() {
    Matcher matcher = STEP.matcher(text);
    while (position < text.length()) {
      if (!matcher.region(position, text.length()).lookingAt()) {
        throw fault();
      }
      steps.add(step(matcher));
      position = matcher.end();
    }
    if (steps.isEmpty()) {
      throw new EvaluationException("$ is the whole row; expected a value in it, such as $.a.b");
    }
    return new Field.Path(steps);
  }

  private Field.Step step(Matcher matcher) {
    String index = matcher.group("index");
    if (index != null) {
      if (index.length() > MAX_INDEX_DIGITS) {
        throw new EvaluationException(
            "[%s] of %s is too large an index; expected one of at most %d digits"
                .formatted(index, text, MAX_INDEX_DIGITS));
      }
      return new Field.Index(Integer.parseInt(index));
    }
    String plain = matcher.group("plain");
    if (plain != null) {
      return new Field.Name(plain);
    }
    String single = matcher.group("single");
    String quoted = single != null ? single : matcher.group("double");
    return new Field.Name(ESCAPE.matcher(quoted).replaceAll("$1"));
  }

  /** Names why the next step cannot be read. */
  private EvaluationException fault() {
    String rest = text.substring(position);
    if (rest.matches("\\.?\\[ *[?(].*")) {
      return refused("is a filter or an expression");
    }
    if (rest.startsWith("..")) {
      return refused("looks at every depth");
    }
    if (rest.matches("\\.?(\\[ *)?\\*.*") || rest.matches(SEVERAL)) {
      return refused("has several values");
    }
    if (rest.matches("\\.?\\[ *-[0-9]+ *].*")) {
      return refused("counts from the end");
    }
    return new EvaluationException(
        "expected a path of names and indexes, such as $.a[0].b or $['a.b']" + suggestion(rest));
  }

  private EvaluationException refused(String why) {
    return new EvaluationException(
        "%s of %s %s; expected the way to one value, of names and of indexes from 0, such as $.a[0].b"
            .formatted(text.substring(position), text, why));
  }

  /** A path that may have been meant; empty when none is found. */
  private String suggestion(String rest) {
    String mended =
        rest.replace(".[", "[")
            .replaceFirst("^\\.?\\[? *0*([0-9]+) *]?(?=[.\\[]|$)", "[$1]")
            .replaceFirst("^\\[ *]", "[0]")
            .replaceFirst(
                "^(?!\\[[0-9]+])\\.?\\[? *([^.\\[\\]'\" ][^.\\[\\]'\"]*?) *]?(?=[.\\[]|$)",
                "['$1']");
    try {
      return mended.equals(rest)
          ? ""
          : "; did you mean " + parse(text.substring(0, position) + mended) + "?";
    } catch (EvaluationException e) {
      return "";
    }
  }
}
