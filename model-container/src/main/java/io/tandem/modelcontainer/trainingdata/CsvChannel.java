package io.tandem.modelcontainer.trainingdata;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.lines.LineReader;
import io.tandem.inferenceserver.training.Channel;
import io.tandem.modelcontainer.formats.CsvLine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel of training data: CSV without a header, the label first, and before rows the
 * {@link Fingerprints} of the feature set that made them. A file that batch transform has put
 * together of several answers holds such a line once per answer. A fault names file, line and
 * column, never the data.
 */
public final class CsvChannel {
  private static final int MAX_LINE = 64 * 1024 * 1024;

  private final Channel channel;
  private final LabelRule rule;
  private final VectorProvenance provenance;
  private final CsvLine line = new CsvLine();
  private int width;
  private TrainingData data = new TrainingData(0);
  private float[] row = new float[0];
  private @Nullable Path current;

  /** Whether a line of the current file has stated the provenance of the rows that follow. */
  private boolean stated;

  /** Blank lines are dropped at the end of an answer only: elsewhere one is a row of nothing. */
  private long blank;

  /**
   * @param width columns expected after the label; 0 when the first line decides
   */
  private CsvChannel(Channel channel, LabelRule rule, VectorProvenance provenance, int width) {
    this.channel = channel;
    this.rule = rule;
    this.provenance = provenance;
    this.width = width;
  }

  /**
   * @throws ContainerException when there are no rows, or one is not what it should be
   */
  public static TrainingData read(
      Channel channel, LabelRule rule, VectorProvenance provenance, int width)
      throws InterruptedException {
    return new CsvChannel(channel, rule, provenance, width).read();
  }

  private TrainingData read() throws InterruptedException {
    channel.read(MAX_LINE, this::read);
    if (data.rows() == 0) {
      throw new ContainerException(
          "no rows in %s; expected CSV with the label first".formatted(channel.folder()));
    }
    return data;
  }

  private void read(Path file, LineReader lines) {
    if (!file.equals(current)) {
      current = file;
      blank = 0;
      stated = false;
    }
    if (lines.isBlank()) {
      blank = blank == 0 ? lines.number() : blank;
      return;
    }
    if (Fingerprints.isLine(lines.bytes(), lines.begin(), lines.end())) {
      state(file, lines);
      return;
    }
    if (blank != 0) {
      throw channel.fault(file, blank, "a blank line amid the rows");
    }
    add(file, lines);
  }

  private void state(Path file, LineReader lines) {
    Fingerprints found =
        Fingerprints.read(lines.bytes(), lines.begin(), lines.end())
            .orElseThrow(
                () -> channel.fault(file, lines.number(), "expected " + Fingerprints.LINE_FORM));
    provenance.stated(channel, file, lines.number(), found);
    stated = true;
    blank = 0;
  }

  private void add(Path file, LineReader lines) {
    String fault = line.read(lines.bytes(), lines.begin(), lines.end());
    if (fault != null) {
      throw channel.fault(file, lines.number(), fault);
    }
    if (data.rows() == 0 && data.width() == 0) {
      begin(file, lines.number());
    }
    if (line.count() != width + 1) {
      throw channel.fault(
          file,
          lines.number(),
          "%d columns after the label, expected %d".formatted(line.count() - 1, width));
    }
    if (!rule.allows(line.value(0))) {
      throw channel.fault(
          file, lines.number(), "column 1: expected the label, " + rule.description());
    }
    if (!data.hasRoom()) {
      throw channel.fault(file, lines.number(), "more values than one array can hold");
    }
    line.copyTo(row, 1);
    data.add(line.value(0), row);
    provenance.row(stated);
  }

  private void begin(Path file, long number) {
    if (width == 0) {
      width = line.count() - 1;
    }
    if (width == 0) {
      throw channel.fault(file, number, "expected columns after the label");
    }
    data = new TrainingData(width);
    row = new float[width];
  }
}
