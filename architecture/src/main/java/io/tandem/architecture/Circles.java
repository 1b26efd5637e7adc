package io.tandem.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the circles of a graph: its strongly connected components, as Tarjan (1972) does. */
final class Circles {
  private final Map<String, Set<String>> arrows;
  private final Map<String, Integer> number = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> isOpen = new HashSet<>();
  private final List<Set<String>> found = new ArrayList<>();

  private Circles(Map<String, Set<String>> arrows) {
    this.arrows = arrows;
  }

  /**
   * The components of two nodes or more, each sorted.
   *
   * @param arrows of each node, to other nodes
   */
  static List<Set<String>> in(Map<String, Set<String>> arrows) {
    Circles circles = new Circles(arrows);
    for (String node : new TreeSet<>(arrows.keySet())) {
      if (!circles.number.containsKey(node)) {
        circles.visit(node);
      }
    }
    return circles.found;
  }

  private int visit(String node) {
    int own = number.size();
    number.put(node, own);
    open.push(node);
    isOpen.add(node);
    int low = own;
    for (String next : arrows.getOrDefault(node, Set.of())) {
      Integer seen = number.get(next);
      if (seen == null) {
        low = Math.min(low, visit(next));
      } else if (isOpen.contains(next)) {
        low = Math.min(low, seen);
      }
    }
    if (low == own) {
      close(node);
    }
    return low;
  }

  private void close(String node) {
    Set<String> circle = new TreeSet<>();
    String member;
    do {
      member = open.pop();
      isOpen.remove(member);
      circle.add(member);
    } while (!member.equals(node));
    if (circle.size() > 1) {
      found.add(circle);
    }
  }
}
