package io.tandem.sharedfeatures.expression;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A part of an expression as it is written, and its value. An explanation walks from part to part.
 * A named value that is used several times is one part.
 *
 * @param written the whole expression; every part would otherwise hold a copy of what is in it
 * @param from where the part begins in it
 * @param depth how many calls wait for each other when it is computed
 * @param source whether it is the name of a source
 * @param function the name of the function it calls; empty for none
 * @param parts what it is computed from; of a named value, the expression behind the name
 */
public record ExpressionNode(
    String written,
    int from,
    int to,
    Expression value,
    int depth,
    boolean source,
    String function,
    List<ExpressionNode> parts) {
  /** What a function adds to the depth at most: its own code, a fold's, and what is remembered. */
  private static final int DEPTH_OF_CALL = 5;

  private static final int DEPTH_OF_NAME = 3;

  /** Functions that only say whether there is a value. */
  private static final Set<String> PRESENCE = Set.of("is_missing", "missing_count");

  public ExpressionNode {
    parts = List.copyOf(parts);
  }

  public static ExpressionNode source(String name, Expression value) {
    return new ExpressionNode(name, 0, name.length(), value, 1, true, "", List.of());
  }

  /** A table, which is computed from nothing. */
  public static ExpressionNode table(String name, Expression value) {
    return new ExpressionNode(name, 0, name.length(), value, 1, false, "", List.of());
  }

  /** A named value. */
  public static ExpressionNode named(String name, Expression value, ExpressionNode behind) {
    int depth = behind.depth + DEPTH_OF_NAME;
    return new ExpressionNode(name, 0, name.length(), value, depth, false, "", List.of(behind));
  }

  static ExpressionNode call(
      String function, Tokens.Span span, Expression value, List<ExpressionNode> arguments) {
    return of(function, span, value, arguments, DEPTH_OF_CALL);
  }

  static ExpressionNode operator(
      Tokens.Span span, Expression value, List<ExpressionNode> operands) {
    return of("", span, value, operands, 1);
  }

  private static ExpressionNode of(
      String function, Tokens.Span span, Expression value, List<ExpressionNode> parts, int more) {
    int depth = parts.stream().mapToInt(ExpressionNode::depth).max().orElse(0) + more;
    return new ExpressionNode(
        span.written(), span.from(), span.to(), value, depth, false, function, parts);
  }

  /** A source's or named value's name, a literal, or the words of a larger part. */
  public String text() {
    return written.substring(from, to);
  }

  /** The names of the sources that any of the steps is computed from. */
  public static Set<String> sources(List<ExpressionNode> steps) {
    return sources(withParts(steps));
  }

  /** The same without those of which only whether they are missing counts. */
  public static Set<String> sourcesOfValues(List<ExpressionNode> steps) {
    return sources(withParts(steps, PRESENCE));
  }

  private static Set<String> sources(Set<ExpressionNode> steps) {
    return steps.stream()
        .filter(ExpressionNode::source)
        .map(ExpressionNode::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The steps and all that they are computed from, each once. */
  public static Set<ExpressionNode> withParts(List<ExpressionNode> steps) {
    return withParts(steps, Set.of());
  }

  private static Set<ExpressionNode> withParts(List<ExpressionNode> steps, Set<String> without) {
    Set<ExpressionNode> all = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<ExpressionNode> left = new ArrayDeque<>(steps);
    while (!left.isEmpty()) {
      ExpressionNode step = left.pop();
      if (!without.contains(step.function) && all.add(step)) {
        step.parts.forEach(left::push);
      }
    }
    return all;
  }
}
