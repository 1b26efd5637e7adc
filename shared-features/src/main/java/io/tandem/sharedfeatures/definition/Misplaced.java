package io.tandem.sharedfeatures.definition;

import java.util.Optional;

/**
 * Tells training records given where bare orders are wanted, and the other way round.
 *
 * @param records whether training records are wanted
 * @param remedy what to do when the other is given, as an order to the user
 */
public record Misplaced(FeatureDefinition definition, boolean records, String remedy) {
  /** A second look at what was refused has to cost little. */
  private static final int MAX_BYTES = 1 << 20;

  /** For the end of a fault; empty when it is no such mistake. */
  public String hint(byte[] bytes, int offset, int length) {
    return fault(bytes, offset, length).map(words -> "; " + words).orElse("");
  }

  /**
   * Empty when it is no such mistake. To be asked of the first line of a file: where no source is
   * required nothing is refused, and all would be missing.
   */
  public Optional<String> fault(byte[] bytes, int offset, int length) {
    return is(bytes, offset, length) ? Optional.of(words()) : Optional.empty();
  }

  private String words() {
    return records
        ? "it is an order, not a training record: " + remedy
        : "it is a training record, not an order: " + remedy;
  }

  private boolean is(byte[] bytes, int offset, int length) {
    return length <= MAX_BYTES
        && (records
            ? definition.isOrderNotRecord(bytes, offset, length)
            : definition.isRecordNotOrder(bytes, offset, length));
  }
}
