package io.tandem.localsagemaker.record;

/** A record, or an answer, that was parsed once and found to be of its format. Immutable. */
public interface RecordValue {
  /**
   * What the path chooses, byte for byte; all of it as it was read for {@code $}.
   *
   * @throws RecordException when the path asks for what is not there
   */
  byte[] choose(JsonPath path) throws RecordException;

  /**
   * The same for a join and for {@code $}, in little more memory than its bytes. Records wait for
   * their answers.
   */
  RecordValue withoutParts();
}
