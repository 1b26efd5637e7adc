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
 * @param text a source's or named value's name, a literal, or the words of a larger part
 * @param depth how many values wait for each other when it is computed
 * @param source whether it is the name of a source
 * @param parts what it is computed from; of a named value, the expression behind the name
 */
record Step(String text, Expression value, int depth, boolean source, List<Step> parts) {
  Step {
    parts = List.copyOf(parts);
  }

  static Step source(String name, Expression value) {
    return new Step(name, value, 1, true, List.of());
  }

  static Step of(String text, Expression value, List<Step> parts) {
    int depth = parts.stream().mapToInt(Step::depth).max().orElse(0);
    return new Step(text, value, depth + 1, false, parts);
  }

  /** The names of the sources that any of the steps is computed from. */
  static Set<String> sources(List<Step> steps) {
    Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Step> left = new ArrayDeque<>(steps);
    Set<String> names = new TreeSet<>();
    while (!left.isEmpty()) {
      Step step = left.pop();
      if (seen.add(step)) {
        if (step.source) {
          names.add(step.text);
        }
        step.parts.forEach(left::push);
      }
    }
    return names;
  }
}
