package io.tandem.sharedfeatures.order;

import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.sym.BinaryNameMatcher;
import tools.jackson.core.sym.PropertyNameMatcher;

/**
 * The paths of all sources as one tree of field names, made once and then only read.
 *
 * <p>The sources must have been checked: no path leads through another one's value.
 */
public final class SourceTree {
  private static final int NO_ARRAY = -1;

  /** One field name on the way to a source. */
  static final class Node {
    private static final int[] NONE = {};

    final String place;
    private final Map<String, Node> children = new LinkedHashMap<>();

    /** The fields of this object that lead to sources; an index into {@link #fields}. */
    PropertyNameMatcher names = BinaryNameMatcher.construct(List.of());

    Node[] fields = {};

    /** Its index among all nodes. */
    int id;

    /** The elements of this array, or null when no source reads them. */
    @Nullable Node element;

    int array = NO_ARRAY;

    /** The sources that read the value itself. */
    int[] slots = NONE;

    /** The sources here and below. */
    int[] below = NONE;

    /** Those of them that are required. */
    int[] requiredBelow = NONE;

    /** Whether every source here and below takes a value of the wrong type for missing. */
    boolean wrongTypeIsMissing = true;

    Node(String place) {
      this.place = place;
    }

    /** Whether no source reads what lies below this value. */
    boolean isLeaf() {
      return element == null && fields.length == 0;
    }
  }

  final Node root = new Node("$");
  final int[] required;
  final Row defaults;

  private final List<Source> sources;
  private final List<SourcePath> arrays;

  /**
   * By slot, the index of the array that the source reads the elements of, or {@link #NO_ARRAY}.
   */
  private final int[] arrayOf;

  private final String[] places;
  private final int memories;
  private int nodes;

  /**
   * @param sources in slot order
   * @param arrays the arrays whose elements are read, in the order of {@link Row#lengths}
   * @param below where the sources' paths start: the root for orders, the order's path in training
   *     records
   * @param memories how many values the row must remember
   */
  public SourceTree(List<Source> sources, List<SourcePath> arrays, SourcePath below, int memories) {
    this.sources = List.copyOf(sources);
    this.arrays = List.copyOf(arrays);
    this.memories = memories;
    this.places = new String[sources.size()];
    this.arrayOf = new int[sources.size()];
    for (int slot = 0; slot < sources.size(); slot++) {
      SourcePath path = source(slot).path();
      arrayOf[slot] = path.isEach() ? arrays.indexOf(path.array()) : NO_ARRAY;
      add(slot, below);
    }
    finish(root);
    required = root.requiredBelow;
    defaults = newRow();
    for (int slot = 0; slot < sources.size(); slot++) {
      String value = source(slot).defaultValue();
      if (value != null) {
        store(defaults, slot, value);
      }
    }
  }

  private void add(int slot, SourcePath below) {
    Source source = source(slot);
    // The label stands beside the order, not below it.
    SourcePath path =
        source.kind() == Source.Kind.LABEL ? source.path() : source.path().below(below);
    boolean rejects = source.wrongType() == Source.Policy.REJECT;
    Node node = root;
    for (String step : path.steps()) {
      node.wrongTypeIsMissing &= !rejects;
      if (step.equals(SourcePath.EACH)) {
        node.array = array(slot);
        if (node.element == null) {
          node.element = new Node(node.place + SourcePath.EACH);
        }
        node = node.element;
      } else {
        String place = node.place + "." + step;
        node = node.children.computeIfAbsent(step, name -> new Node(place));
      }
    }
    node.wrongTypeIsMissing &= !rejects;
    node.slots = Arrays.copyOf(node.slots, node.slots.length + 1);
    node.slots[node.slots.length - 1] = slot;
    places[slot] = node.place;
  }

  private void finish(Node node) {
    node.id = nodes++;
    node.names = BinaryNameMatcher.construct(List.copyOf(node.children.keySet()));
    node.fields = node.children.values().toArray(Node[]::new);
    IntStream below = IntStream.of(node.slots);
    for (Node field : node.fields) {
      finish(field);
      below = IntStream.concat(below, IntStream.of(field.below));
    }
    if (node.element != null) {
      finish(node.element);
      below = IntStream.concat(below, IntStream.of(node.element.below));
    }
    // In the order of the definition, so that it decides which of several faults is named.
    node.below = below.sorted().toArray();
    node.requiredBelow = IntStream.of(node.below).filter(slot -> source(slot).required()).toArray();
  }

  /** How many nodes there are. */
  int nodes() {
    return nodes;
  }

  int slots() {
    return sources.size();
  }

  Source source(int slot) {
    return sources.get(slot);
  }

  String place(int slot) {
    return places[slot];
  }

  /** Of the array that the source reads the elements of. */
  String arrayPlace(int slot) {
    return places[slot].substring(0, places[slot].indexOf(SourcePath.EACH));
  }

  boolean isEach(int slot) {
    return arrayOf[slot] != NO_ARRAY;
  }

  /** The index in {@link Row#lengths} of the array that the source reads the elements of. */
  public int array(int slot) {
    return arrayOf[slot];
  }

  Row newRow() {
    int last = sources.size() - 1;
    boolean record = last >= 0 && source(last).kind() == Source.Kind.LABEL;
    return new Row(sources.size(), arrays.size(), memories, record ? last : Row.NO_LABEL);
  }

  /**
   * Reads a text as the source's kind; false when it cannot be read so. A time zone that the
   * database does not know leaves the row as it is.
   */
  boolean store(Row row, int slot, String text) {
    return switch (source(slot).kind()) {
      case TEXT -> {
        row.texts[slot] = text;
        yield true;
      }
      case INSTANT -> Timestamps.readInstant(text, row, slot);
      case DATE -> Timestamps.readDate(text, row, slot);
      case ZONE -> {
        ZoneRules rules = Zones.rules(text);
        if (rules != null) {
          row.zones[slot] = rules;
        }
        yield true;
      }
      case NUMBER, INTEGER, FLAG, LABEL -> {
        row.numbers[slot] = Double.parseDouble(text);
        yield true;
      }
    };
  }
}
