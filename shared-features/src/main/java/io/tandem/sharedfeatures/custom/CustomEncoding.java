package io.tandem.sharedfeatures.custom;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encoding of one's own: it stands in a definition as {@code "encode": {"acme-distance@1":
 * {...}}} beside the built-in ones and obeys their rules. It comes as code on the class path and is
 * handed to whoever reads a definition; an artifact never brings code along.
 *
 * <p>Everything it gives is pure: the same inputs and the same learned text give the same columns,
 * bit for bit, on every machine and in every thread. So: no clock, no random numbers, no locale, no
 * files; {@link StrictMath} instead of {@link Math} for logarithms and the like. Whoever changes
 * what it gives raises the {@link #version}; the fingerprint of the semantics holds both. {@code
 * FeatureChecks} tries these rules on records.
 *
 * <p>It bears any values, missing ones before all, and throws nothing: what it throws anyway
 * becomes a {@link CustomEncodingException}.
 *
 * <p>The encoding itself and its recipes are shared between threads, a learner is not.
 */
public interface CustomEncoding {
  /** Lower-case letters, digits and hyphens, beginning with a letter: {@code acme-distance}. */
  String id();

  /** From 1. A definition names the version it was written for, and no other one will do. */
  int version();

  /** What a feature that uses it has as its values, in this order. */
  List<Input> inputs();

  /**
   * The encoding with the options that a feature gives.
   *
   * @param options numbers as their shortest decimal, flags as {@code true} and {@code false}
   * @throws IllegalArgumentException when an option is unknown or wrong; the message, which says
   *     what was expected, is shown to the author of the definition
   */
  Recipe recipe(Map<String, String> options);

  /** The type of an input. */
  enum InputType {
    /** A number or a flag. */
    NUMBER,
    TEXT
  }

  /**
   * @param perElement whether it has a value per element of an array; several such inputs range
   *     over the same array
   */
  record Input(InputType type, boolean perElement) {}

  /** The values of one order. Valid during the call that it is handed to. */
  interface Values {
    /** NaN when missing. */
    double number(int input);

    /** Null when missing. */
    @Nullable String text(int input);

    /** How many elements the array has that the inputs range over; 0 without such an input. */
    int length();

    /** NaN when missing. */
    double number(int input, int element);

    /** Null when missing. */
    @Nullable String text(int input, int element);
  }

  /** An encoding with its options. */
  interface Recipe {
    /** A new one for every thread that fits; empty when there is nothing to learn. */
    Optional<Learner> learner();

    /**
     * @param learned what {@link Learner#finish} gave; empty without a learner. While a definition
     *     is checked, it is what a learner gives that has observed nothing
     * @throws IllegalArgumentException when that is none of its texts
     */
    Transform transform(String learned);
  }

  /**
   * Gathers what one feature learns. What it finally gives may depend on the multiset of observed
   * values alone, not on their order, nor on how they were spread over learners that are merged.
   */
  interface Learner {
    void observe(Values values);

    /**
     * @param other of the same recipe; it is not used any more
     */
    void merge(Learner other);

    /** At most 16 million characters. */
    String finish();

    /**
     * What was observed so far, for a learner in another process; asked for on a cluster only. The
     * same bytes for the same multiset of values: no order of a hash map. A learner that leaves
     * this out cannot be fitted on a cluster, and the fit says so before it begins.
     */
    default byte[] state() {
      throw new UnsupportedOperationException("fits on one machine only");
    }

    /**
     * Takes over what {@link #state} of another one gave.
     *
     * @throws IllegalArgumentException when the bytes are none of its states
     */
    default void merge(byte[] state) {
      throw new UnsupportedOperationException("fits on one machine only");
    }
  }

  /** From values to columns. */
  interface Transform {
    /**
     * What follows the feature's name in the names of its columns; an empty text for the name
     * alone. Different ones, at least one.
     */
    List<String> suffixes();

    /**
     * @param columns one per suffix, all 0 beforehand; NaN is missing
     */
    void apply(Values values, double[] columns);
  }
}
