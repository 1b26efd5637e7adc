package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.order.SourceCounts;
import io.tandem.sharedfeatures.partial.PartialState;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.text.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the orders of one {@link Extractor} lacked, since it was made. The thread that extracts
 * counts; any thread may read: each figure is up to date soon.
 */
public final class ExtractionCounts {
  private final FeatureDefinition definition;
  private final SourceCounts sources;
  private final AtomicLongArray unseen;

  public ExtractionCounts(FeatureDefinition definition, SourceCounts sources) {
    this.definition = definition;
    this.sources = sources;
    this.unseen = new AtomicLongArray(definition.features().size());
  }

  /** Of no orders yet, to merge others into. */
  public static ExtractionCounts none(FeatureDefinition definition) {
    return new ExtractionCounts(definition, new SourceCounts(definition.labelSlot()));
  }

  /** Why a value was not there, or was none that training saw. */
  public enum Reason {
    /** Of a source: absent, null or blank. Of an array's field, per element. */
    MISSING,
    /** Of a source: another JSON type, or a text that is no such time or date. */
    WRONG_TYPE,
    /**
     * Of a source: outside its range. What an expression makes missing, such as the days between
     * two times in the wrong order, is in no count.
     */
    OUT_OF_RANGE,
    /** Of a source: a time zone that the database does not know. */
    UNKNOWN_ZONE,
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

  /** Those above 0, in the order of the definition. */
  public List<Count> counts() {
    return sum(List.of(this));
  }

  /**
   * What the orders of several extractors of one feature set lacked together: those above 0, in the
   * order of the definition.
   */
  public static List<Count> sum(Collection<ExtractionCounts> parts) {
    List<Count> totals = new ArrayList<>();
    for (ExtractionCounts part : parts) {
      List<Count> counts = part.all();
      if (totals.isEmpty()) {
        totals.addAll(counts);
      } else {
        for (int i = 0; i < counts.size(); i++) {
          Count total = totals.get(i);
          totals.set(i, new Count(total.name, total.reason, total.number + counts.get(i).number));
        }
      }
    }
    totals.removeIf(total -> total.number == 0);
    return List.copyOf(totals);
  }

  /** The counts for another process; the same bytes for the same counts. */
  public byte[] state() {
    return partialState().seal(this::write);
  }

  /**
   * Takes over what {@link #state} of others of the same definition gave, in whatever process. Only
   * by the thread that extracts.
   *
   * @throws StateException when the bytes are damaged, or of another definition, other time zone
   *     rules or another version of the library; nothing is taken over then
   */
  public void merge(byte[] state) {
    ExtractionCounts other = none(definition);
    partialState().open(state, other::read);
    merge(other);
  }

  /**
   * Takes over what others of the same definition have counted. Only by the thread that extracts.
   */
  public void merge(ExtractionCounts other) {
    sources.addAll(other.sources);
    for (int i = 0; i < unseen.length(); i++) {
      addUnseen(i, other.unseen.getOpaque(i));
    }
  }

  private PartialState partialState() {
    return PartialState.of(
        "what orders lacked",
        definition.canonical(),
        definition.dialect(),
        definition.dataVersions());
  }

  /** Sources by name: their slots follow the file, not what the definition says. */
  public void write(StateOutput out) {
    out.number(sources.orders());
    slots()
        .forEach(
            (name, slot) -> {
              out.text(name);
              sources.write(slot, out);
            });
    for (int i = 0; i < unseen.length(); i++) {
      out.number(unseen.getOpaque(i));
    }
  }

  /** Reads what {@link #write} wrote. Of ones that have counted nothing. */
  public void read(StateInput in) {
    sources.addOrders(in.number());
    slots()
        .forEach(
            (name, slot) -> {
              in.expect(name);
              sources.read(slot, in);
            });
    for (int i = 0; i < unseen.length(); i++) {
      addUnseen(i, in.number());
    }
  }

  private Map<String, Integer> slots() {
    Map<String, Integer> slots = new TreeMap<>(Texts.UTF8_ORDER);
    for (int slot = 0; slot < definition.labelSlot(); slot++) {
      slots.put(definition.sources().get(slot).name(), slot);
    }
    return slots;
  }

  /** A count for all there is to count, in one order, whatever was found. */
  private List<Count> all() {
    List<Count> counts = new ArrayList<>();
    for (int slot = 0; slot < definition.labelSlot(); slot++) {
      String name = definition.sources().get(slot).name();
      counts.add(new Count(name, Reason.MISSING, sources.missing(slot)));
      counts.add(new Count(name, Reason.WRONG_TYPE, sources.wrongType(slot)));
      counts.add(new Count(name, Reason.OUT_OF_RANGE, sources.outOfRange(slot)));
      counts.add(new Count(name, Reason.UNKNOWN_ZONE, sources.unknownZone(slot)));
    }
    for (int i = 0; i < unseen.length(); i++) {
      String name = definition.features().get(i).name();
      counts.add(new Count(name, Reason.UNSEEN, unseen.getOpaque(i)));
    }
    return counts;
  }

  /** Only by the thread that extracts. */
  void addUnseen(int feature, long texts) {
    unseen.setOpaque(feature, unseen.getPlain(feature) + texts);
  }
}
