package io.tandem.sharedfeatures.history;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What may happen to an order. At the same moment one kind follows the other in this order. */
enum EventKind {
  SHIPPED(0),
  CANCELLED(1),
  RETURNED(2),
  REMINDED(3),
  PAID(4),
  WRITTEN_OFF(5),
  /** Of no interest here. */
  OTHER(6);

  private static final EventKind[] ALL = values();
  static final Map<String, EventKind> BY_NAME = byName();

  /** In the order of the letters, for messages. */
  static final List<String> NAMES = BY_NAME.keySet().stream().sorted().toList();

  /** In rows; smaller ones come first. */
  final int code;

  EventKind(int code) {
    this.code = code;
  }

  private static Map<String, EventKind> byName() {
    Map<String, EventKind> kinds = new TreeMap<>();
    for (EventKind kind : ALL) {
      kinds.put(kind.label(), kind);
    }
    return Map.copyOf(kinds);
  }

  /** As in the definition. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static EventKind of(int code) {
    return ALL[code];
  }
}
