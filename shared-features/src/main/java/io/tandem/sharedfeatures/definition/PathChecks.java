package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.strictjson.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No source may lie inside the value of another one, none may be the label, and no value can be
 * both an array and an object.
 */
public final class PathChecks {
  private final Problems problems;
  private final String base;
  private final SourcePath order;

  /** Whose value stands at a path. */
  private final Map<List<String>, Source> values = new HashMap<>();

  /** Who reads elements, or fields, of what stands at a path. */
  private final Map<List<String>, Source> arrays = new HashMap<>();

  private final Map<List<String>, Source> objects = new HashMap<>();

  /**
   * @param base the place of the object that has the sources, and of what labels them
   * @param order where the order stands in a training record
   */
  public PathChecks(Problems problems, String base, SourcePath order) {
    this.problems = problems;
    this.base = base;
    this.order = order;
  }

  /**
   * @param sources with the label last, if there is one
   */
  public void check(List<Source> sources) {
    for (Source source : sources) {
      if (source.kind() == Source.Kind.LABEL) {
        values.put(steps(source), source);
      }
    }
    for (Source source : sources) {
      Source same = values.putIfAbsent(steps(source), source);
      if (same != null && same.kind() == Source.Kind.LABEL && source.kind() != Source.Kind.LABEL) {
        problems.add(place(source) + ": is the label");
      }
    }
    for (Source source : sources) {
      List<String> steps = steps(source);
      for (int length = 0; length < steps.size(); length++) {
        checkAbove(source, steps.subList(0, length), steps.get(length));
      }
    }
  }

  private void checkAbove(Source source, List<String> above, String next) {
    Source outer = values.get(above);
    if (outer != null) {
      problems.add(place(source) + ": lies inside the value of " + outer.name());
    }
    boolean array = next.equals(SourcePath.EACH);
    (array ? arrays : objects).putIfAbsent(above, source);
    Source other = (array ? objects : arrays).get(above);
    if (other != null) {
      problems.add(
          place(source)
              + (array ? ": reads an array where " : ": reads an object where ")
              + other.name()
              + (array ? " reads an object" : " reads an array"));
    }
  }

  private String place(Source source) {
    return source.kind() == Source.Kind.LABEL
        ? base + ".record.label"
        : base + ".sources." + source.name() + ".path";
  }

  private List<String> steps(Source source) {
    return source.kind() == Source.Kind.LABEL
        ? source.path().steps()
        : source.path().below(order).steps();
  }
}
