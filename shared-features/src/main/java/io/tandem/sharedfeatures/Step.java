package io.tandem.sharedfeatures;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A part of an expression as it is written, and its value: what an explanation walks. Parts are
 * shared where a named value is used several times.
 *
 * @param written the whole expression; every part would otherwise hold a copy of what is in it
 * @param from where the part begins in it
 * @param depth how many calls wait for each other when it is computed
 * @param source whether it is the name of a source
 * @param parts what it is computed from; of a named value, the expression behind the name
 */
record Step(
    String written,
    int from,
    int to,
    Expression value,
    int depth,
    boolean source,
    List<Step> parts) {
  /** What a function adds to the depth at most: its own code, a fold's, and what is remembered. */
  private static final int DEPTH_OF_CALL = 5;

  private static final int DEPTH_OF_NAME = 3;

  Step {
    parts = List.copyOf(parts);
  }

  static Step source(String name, Expression value) {
    return new Step(name, 0, name.length(), value, 1, true, List.of());
  }

  /** A table, which is computed from nothing. */
  static Step table(String name, Expression value) {
    return new Step(name, 0, name.length(), value, 1, false, List.of());
  }

  /** A named value. */
  static Step named(String name, Expression value, Step behind) {
    int depth = behind.depth + DEPTH_OF_NAME;
    return new Step(name, 0, name.length(), value, depth, false, List.of(behind));
  }

  static Step call(Tokens.Span span, Expression value, List<Step> arguments) {
    return of(span, value, arguments, DEPTH_OF_CALL);
  }

  static Step operator(Tokens.Span span, Expression value, List<Step> operands) {
    return of(span, value, operands, 1);
  }

  private static Step of(Tokens.Span span, Expression value, List<Step> parts, int more) {
    int depth = parts.stream().mapToInt(Step::depth).max().orElse(0) + more;
    return new Step(span.written(), span.from(), span.to(), value, depth, false, parts);
  }

  /** A source's or named value's name, a literal, or the words of a larger part. */
  String text() {
    return written.substring(from, to);
  }

  /** The names of the sources that any of the steps is computed from. */
  static Set<String> sources(List<Step> steps) {
    Set<String> names = new TreeSet<>();
    for (Step step : withParts(steps)) {
      if (step.source) {
        names.add(step.text());
      }
    }
    return names;
  }

  /** The steps and all that they are computed from, each once. */
  static Set<Step> withParts(List<Step> steps) {
    Set<Step> all = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Step> left = new ArrayDeque<>(steps);
    while (!left.isEmpty()) {
      Step step = left.pop();
      if (all.add(step)) {
        step.parts.forEach(left::push);
      }
    }
    return all;
  }
}
