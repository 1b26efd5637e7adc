package io.tandem.modelcontainertensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One of the graphs of a SavedModel, without its constants: what it can be asked for, and which
 * operations lead there. Filled by {@link MetaGraphReader}.
 */
final class MetaGraph {
  /**
   * An operation.
   *
   * @param type {@code MatMul}, or the name of a function
   * @param inputs what it takes, as the file writes it: {@code name}, {@code name:1}, {@code ^name}
   * @param functions that its attributes name
   */
  record Node(String type, List<String> inputs, Set<String> functions) {}

  /** For what it is meant: {@code serve}. */
  final Set<String> tags = new LinkedHashSet<>();

  /** By name. */
  final Map<String, Signature> signatures = new TreeMap<>();

  /** Of the graph itself, by name. */
  final Map<String, Node> nodes = new HashMap<>();

  /** By name. */
  final Map<String, List<Node>> functions = new HashMap<>();

  /** Functions that the library may put in the place of others. */
  final Set<String> alternatives = new LinkedHashSet<>();

  /** What the library runs once, when it has loaded the variables. */
  final List<String> initial = new ArrayList<>();

  /** What the library runs to load the variables; empty when there are none. */
  String restore = "";
}
