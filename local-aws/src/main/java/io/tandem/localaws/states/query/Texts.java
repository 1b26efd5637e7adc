package io.tandem.localaws.states.query;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions that match and join texts, as its documentation has them. The library's own
 * look at no clock, an expression decides how much they do, and padding costs its square.
 */
final class Texts {
  private final Budget budget;

  private Texts(Budget budget) {
    this.budget = budget;
  }

  static void bind(Frame frame, Budget budget) {
    var texts = new Texts(budget);
    frame.bind("contains", new JFunction((_, args) -> texts.contains(args), "<s-(sf):b>"));
    frame.bind("match", new JFunction((_, args) -> texts.match(args), "<s-f<s:o>n?:a<o>>"));
    frame.bind("split", new JFunction((_, args) -> texts.split(args), "<s-(sf)n?:a<s>>"));
    frame.bind("replace", new JFunction((_, args) -> texts.replace(args), "<s-(sf)(sf)n?:s>"));
    frame.bind("join", new JFunction((_, args) -> texts.join(args), "<a<s>s?:s>"));
    frame.bind("pad", new JFunction((_, args) -> texts.pad(args), "<s-ns?:s>"));
  }

  /** A text that looks at the clock, since a pattern may read it for ever. */
  private record Watched(CharSequence text, Budget budget) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      budget.tick();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static @Nullable Object argument(List<?> args, int index) {
    return index < args.size() ? args.get(index) : null;
  }

  private static double limit(List<?> args, int index) {
    if (!(argument(args, index) instanceof Number number)) {
      return Double.POSITIVE_INFINITY;
    }
    if (number.doubleValue() < 0) {
      throw new JException("the limit must not be negative");
    }
    return number.doubleValue();
  }

  private Matcher matcher(@Nullable Object pattern, String text) {
    return switch (pattern) {
      case Regex regex -> regex.pattern.matcher(new Watched(text, budget));
      case String literal ->
          Pattern.compile(literal, Pattern.LITERAL).matcher(new Watched(text, budget));
      case null, default -> throw new JException("expected a text or a regular expression");
    };
  }

  private boolean find(Matcher matcher) {
    budget.spend(1);
    if (!matcher.find()) {
      return false;
    }
    if (matcher.end() == matcher.start()) {
      throw new JException("D1004", -1, matcher.pattern().pattern());
    }
    return true;
  }

  private @Nullable Boolean contains(List<?> args) {
    if (!(argument(args, 0) instanceof String text)) {
      return null;
    }
    return argument(args, 1) instanceof String part
        ? (Boolean) text.contains(part)
        : (Boolean) matcher(argument(args, 1), text).find();
  }

  private @Nullable Object match(List<?> args) {
    if (!(argument(args, 0) instanceof String text)) {
      return null;
    }
    double limit = limit(args, 2);
    Matcher matcher = matcher(argument(args, 1), text);
    List<Object> found = Utils.createSequence();
    while (found.size() < limit && find(matcher)) {
      List<@Nullable Object> groups = new ArrayList<>();
      for (int group = 1; group <= matcher.groupCount(); group++) {
        groups.add(matcher.group(group));
      }
      Map<String, Object> match = new LinkedHashMap<>();
      match.put("match", matcher.group());
      match.put("index", matcher.start());
      match.put("groups", groups);
      found.add(match);
    }
    return found;
  }

  private @Nullable Object split(List<?> args) {
    if (!(argument(args, 0) instanceof String text)) {
      return null;
    }
    double limit = limit(args, 2);
    List<String> parts = new ArrayList<>();
    if (argument(args, 1) instanceof String separator && separator.isEmpty()) {
      for (int i = 0; i < text.length() && parts.size() < limit; i++) {
        parts.add(text.substring(i, i + 1));
      }
      return parts;
    }
    Matcher matcher = matcher(argument(args, 1), text);
    int from = 0;
    while (parts.size() < limit && find(matcher)) {
      parts.add(text.substring(from, matcher.start()));
      from = matcher.end();
    }
    if (parts.size() < limit) {
      parts.add(text.substring(from));
    }
    return parts;
  }

  private @Nullable Object replace(List<?> args) throws Throwable {
    if (!(argument(args, 0) instanceof String text)) {
      return null;
    }
    if (argument(args, 1) instanceof String pattern && pattern.isEmpty()) {
      throw new JException("D3010", -1);
    }
    double limit = limit(args, 3);
    Matcher matcher = matcher(argument(args, 1), text);
    var replaced = new StringBuilder();
    int from = 0;
    for (int count = 0; count < limit && find(matcher); count++) {
      replaced.append(text, from, matcher.start());
      replaced.append(replacement(argument(args, 1), argument(args, 2), matcher));
      budget.checkText(replaced.length());
      from = matcher.end();
    }
    return replaced.append(text, from, text.length()).toString();
  }

  private static String replacement(
      @Nullable Object pattern, @Nullable Object replacement, Matcher matcher) throws Throwable {
    if (replacement instanceof String text) {
      return pattern instanceof String ? text : withGroups(text, matcher);
    }
    Map<String, Object> match = new LinkedHashMap<>();
    match.put("match", matcher.group());
    match.put("start", matcher.start());
    match.put("end", matcher.end());
    List<@Nullable Object> groups = new ArrayList<>();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      groups.add(matcher.group(group));
    }
    match.put("groups", groups);
    if (Functions.funcApply(replacement, List.of(match)) instanceof String text) {
      return text;
    }
    throw new JException("D3012", -1);
  }

  /** {@code $1} is a group, {@code $0} all of it, {@code $$} a dollar. */
  private static String withGroups(String text, Matcher matcher) {
    var filled = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      boolean last = at + 1 == text.length();
      if (next != '$' || last) {
        filled.append(next);
        at++;
      } else if (text.charAt(at + 1) == '$') {
        filled.append('$');
        at += 2;
      } else {
        int end = group(text, at + 1, matcher.groupCount());
        if (end == at + 1) {
          filled.append('$');
        } else {
          int group = Integer.parseInt(text.substring(at + 1, end));
          String found = group > matcher.groupCount() ? null : matcher.group(group);
          filled.append(found == null ? "" : found);
        }
        at = end;
      }
    }
    return filled.toString();
  }

  /** The end of a group's number: as many digits as make a group that is there, at least one. */
  private static int group(String text, int from, int groups) {
    int end = from;
    int digits = String.valueOf(groups).length();
    while (end < text.length() && end < from + digits && isDigit(text.charAt(end))) {
      end++;
    }
    while (end > from + 1 && Integer.parseInt(text.substring(from, end)) > groups) {
      end--;
    }
    return end;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private @Nullable Object join(List<?> args) {
    if (!(argument(args, 0) instanceof List<?> parts)) {
      return argument(args, 0);
    }
    String separator = argument(args, 1) instanceof String text ? text : "";
    var joined = new StringBuilder();
    String between = "";
    for (Object part : parts) {
      joined.append(between).append(part);
      between = separator;
      budget.checkText(joined.length());
    }
    return joined.toString();
  }

  private @Nullable Object pad(List<?> args) {
    if (!(argument(args, 0) instanceof String text)
        || !(argument(args, 1) instanceof Number width)) {
      return null;
    }
    String with = argument(args, 2) instanceof String some && !some.isEmpty() ? some : " ";
    budget.checkText((long) Math.abs(width.doubleValue()));
    int[] characters = with.codePoints().toArray();
    int missing = Math.abs(width.intValue()) - text.codePointCount(0, text.length());
    var padding = new StringBuilder();
    for (int i = 0; i < missing; i++) {
      padding.appendCodePoint(characters[i % characters.length]);
    }
    return width.intValue() > 0 ? text + padding : padding + text;
  }

  /** As a regular expression of an expression is refused when it is read. */
  static String fault(PatternSyntaxException e) {
    return "a regular expression cannot be read: " + e.getDescription();
  }
}
