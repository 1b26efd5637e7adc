package io.tandem.sharedfeatures.order;

import java.time.zone.ZoneRules;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The typed sources of one order, by slot: what the reader fills and the features read. Reused from
 * order to order. Not thread-safe.
 *
 * <p>Missing is NaN for numbers and flags, null for texts and zones, {@link #NO_TIME} for times.
 */
public final class Row {
  /** In place of an array: one value per order. */
  public static final int SCALAR = -1;

  public static final long NO_TIME = Long.MIN_VALUE;

  /** The offset of a time written with {@code Z}: the place it happened at is not known. */
  public static final int ZULU = Integer.MIN_VALUE;

  public static final int NO_LABEL = -1;

  private static final int FIRST_CAPACITY = 32;

  private final int labelSlot;
  public final double[] numbers;
  public final @Nullable String[] texts;
  public final long[] seconds;
  public final int[] nanos;
  public final int[] offsets;
  public final @Nullable ZoneRules[] zones;

  /** Elements of each array in this order. */
  public final int[] lengths;

  private final double[][] numberLists;
  private final @Nullable String[][] textLists;
  private final boolean[] remembered;
  private final double[] rememberedNumbers;
  private final @Nullable String[] rememberedTexts;
  private final double[][] rememberedNumberLists;
  private final @Nullable String[][] rememberedTextLists;

  /**
   * @param slots how many sources
   * @param memories how many values are computed once, see {@code Expression.once}
   * @param labelSlot where the label of a training record is, or {@link #NO_LABEL}
   */
  public Row(int slots, int arrays, int memories, int labelSlot) {
    this.labelSlot = labelSlot;
    numbers = new double[slots];
    texts = new String[slots];
    seconds = new long[slots];
    nanos = new int[slots];
    offsets = new int[slots];
    zones = new ZoneRules[slots];
    lengths = new int[arrays];
    numberLists = new double[slots][0];
    textLists = new String[slots][0];
    remembered = new boolean[memories];
    rememberedNumbers = new double[memories];
    rememberedTexts = new String[memories];
    rememberedNumberLists = new double[memories][0];
    rememberedTextLists = new String[memories][0];
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(seconds, NO_TIME);
  }

  /** Becomes a copy of a row that holds the default of every source and no array elements. */
  void reset(Row defaults) {
    System.arraycopy(defaults.numbers, 0, numbers, 0, numbers.length);
    System.arraycopy(defaults.texts, 0, texts, 0, texts.length);
    System.arraycopy(defaults.seconds, 0, seconds, 0, seconds.length);
    System.arraycopy(defaults.nanos, 0, nanos, 0, nanos.length);
    System.arraycopy(defaults.offsets, 0, offsets, 0, offsets.length);
    System.arraycopy(defaults.zones, 0, zones, 0, zones.length);
    Arrays.fill(lengths, 0);
    Arrays.fill(remembered, false);
  }

  /** Whether it holds a training record, which has a label. */
  public boolean isRecord() {
    return labelSlot != NO_LABEL;
  }

  public double label() {
    return numbers[labelSlot];
  }

  void setTime(int slot, long epochSeconds, int nano, int offsetSeconds) {
    seconds[slot] = epochSeconds;
    nanos[slot] = nano;
    offsets[slot] = offsetSeconds;
  }

  public double number(int slot, int index) {
    return numberLists[slot][index];
  }

  public @Nullable String text(int slot, int index) {
    return textLists[slot][index];
  }

  void setNumber(int slot, int index, double value) {
    if (index >= numberLists[slot].length) {
      numberLists[slot] = Arrays.copyOf(numberLists[slot], capacity(index));
    }
    numberLists[slot][index] = value;
  }

  void setText(int slot, int index, @Nullable String value) {
    if (index >= textLists[slot].length) {
      textLists[slot] = Arrays.copyOf(textLists[slot], capacity(index));
    }
    textLists[slot][index] = value;
  }

  private static int capacity(int index) {
    return Math.max(FIRST_CAPACITY, 2 * index);
  }

  /** The value of an expression that has one per order, computed on first use. */
  public double onceNumber(int memory, RowToNumber code) {
    if (!remembered[memory]) {
      rememberedNumbers[memory] = code.at(this, SCALAR);
      remembered[memory] = true;
    }
    return rememberedNumbers[memory];
  }

  public @Nullable String onceText(int memory, RowToText code) {
    if (!remembered[memory]) {
      rememberedTexts[memory] = code.at(this, SCALAR);
      remembered[memory] = true;
    }
    return rememberedTexts[memory];
  }

  /** The values of an expression for every element of an array, computed on first use. */
  public double[] onceNumbers(int memory, int array, RowToNumber code) {
    double[] values = rememberedNumberLists[memory];
    if (!remembered[memory]) {
      int length = lengths[array];
      if (values.length < length) {
        values = new double[capacity(length)];
        rememberedNumberLists[memory] = values;
      }
      for (int i = 0; i < length; i++) {
        values[i] = code.at(this, i);
      }
      remembered[memory] = true;
    }
    return values;
  }

  public @Nullable String[] onceTexts(int memory, int array, RowToText code) {
    @Nullable String[] values = rememberedTextLists[memory];
    if (!remembered[memory]) {
      int length = lengths[array];
      if (values.length < length) {
        values = new String[capacity(length)];
        rememberedTextLists[memory] = values;
      }
      for (int i = 0; i < length; i++) {
        values[i] = code.at(this, i);
      }
      remembered[memory] = true;
    }
    return values;
  }
}
