package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the orders of one {@link Extractor} lacked, since it was made. Its thread counts, any thread
 * may read: each figure is up to date soon.
 */
public final class ExtractionCounts {
  private final FeatureDefinition definition;
  private final SourceCounts sources;
  private final AtomicLongArray unseen;

  ExtractionCounts(FeatureDefinition definition, SourceCounts sources) {
    this.definition = definition;
    this.sources = sources;
    this.unseen = new AtomicLongArray(definition.features().size());
  }

  /** Why a value was not there, or was none that training saw. */
  public enum Reason {
    /** Of a source: absent, null or blank. Of an array's field, per element. */
    MISSING,
    /** Of a source: another JSON type, or a text that is no such time or date. */
    WRONG_TYPE,
    /** Of a source: outside its range, or a time zone that the database does not know. */
    OUT_OF_RANGE,
    /**
     * Of a feature: a text that is not listed, or that training did not keep; of an array, each.
     */
    UNSEEN
  }

  /**
   * @param name of a source; for {@link Reason#UNSEEN}, of a feature
   * @param number above 0
   */
  public record Count(String name, Reason reason, long number) {}

  /** How many orders were read and not rejected. */
  public long orders() {
    return sources.orders();
  }

  /** Those above 0. */
  public List<Count> counts() {
    List<Count> counts = new ArrayList<>();
    for (int slot = 0; slot < definition.labelSlot(); slot++) {
      String name = definition.sources().get(slot).name();
      add(counts, name, Reason.MISSING, sources.missing(slot));
      add(counts, name, Reason.WRONG_TYPE, sources.wrongType(slot));
      add(counts, name, Reason.OUT_OF_RANGE, sources.outOfRange(slot));
    }
    for (int i = 0; i < unseen.length(); i++) {
      add(counts, definition.features().get(i).name(), Reason.UNSEEN, unseen.getOpaque(i));
    }
    return counts;
  }

  /** What the orders of several extractors lacked together: each name and reason once. */
  public static List<Count> sum(Collection<ExtractionCounts> parts) {
    Map<Count, Long> totals = new LinkedHashMap<>();
    for (ExtractionCounts part : parts) {
      for (Count count : part.counts()) {
        totals.merge(new Count(count.name, count.reason, 0), count.number, Long::sum);
      }
    }
    return totals.entrySet().stream()
        .map(total -> new Count(total.getKey().name, total.getKey().reason, total.getValue()))
        .toList();
  }

  private static void add(List<Count> counts, String name, Reason reason, long number) {
    if (number > 0) {
      counts.add(new Count(name, reason, number));
    }
  }

  /** Only by the extractor's thread. */
  void addUnseen(int feature, int texts) {
    unseen.setOpaque(feature, unseen.getPlain(feature) + texts);
  }
}
