package io.tandem.modelcontainer.trainingdata;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.training.Channel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which feature set made the vectors of a job: all that say so must say the same, and the same as
 * the channel {@code features}. Fed row by row, all channels; not thread-safe.
 */
public final class VectorProvenance {
  private final boolean given;
  private Fingerprints expected;
  private String source;
  private long rows;
  private long rowsWithout;

  /**
   * @param schema null when the job has no channel {@code features}; then the first vectors that
   *     state their origin decide
   */
  public VectorProvenance(@Nullable Schema schema) {
    given = schema != null;
    expected = schema == null ? Fingerprints.UNKNOWN : schema.fingerprints();
    source = "the feature set";
  }

  /**
   * A line of a file says it of the rows that follow.
   *
   * @throws io.tandem.inferenceserver.ContainerException when it was another feature set
   */
  void stated(Channel channel, Path file, long line, Fingerprints found) {
    if (expected.equals(Fingerprints.UNKNOWN)) {
      expected = found;
      source = channel.place(file, line);
    }
    if (!found.equals(expected)) {
      String way =
          given
              ? "make the vectors anew with that feature set"
              : "train on the vectors of one feature set";
      throw channel.fault(
          file,
          line,
          "the vectors are of %s, but %s states %s; %s".formatted(found, source, expected, way));
    }
  }

  /**
   * @param stated whether its origin was stated before it in its file
   */
  void row(boolean stated) {
    rows++;
    rowsWithout += stated ? 0 : 1;
  }

  /**
   * What the model is bound to. The channel {@code features} says which columns the rows have, and
   * their number was checked; how the values in them came about only the rows themselves can say,
   * every one of them.
   */
  public Fingerprints fingerprints() {
    if (rowsWithout == 0) {
      return expected;
    }
    return given ? new Fingerprints(expected.schema(), "") : Fingerprints.UNKNOWN;
  }

  /** What could not be checked, in one line. */
  public Optional<String> doubt() {
    return rowsWithout == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d rows do not state the feature set that made them: only their number of columns was checked, and the model is bound to no semantics"
                .formatted(rowsWithout, rows));
  }
}
