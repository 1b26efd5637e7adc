package io.tandem.modelcontainer.train;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.formats.CsvLine;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a channel of training data: CSV without a header, the label first. All files of the folder
 * and its subfolders count, in the order of their paths, except hidden ones; {@code .gz} files are
 * unpacked. A fault names file, line and column, never the data.
 */
final class CsvChannel {
  private static final int MAX_LINE = 64 * 1024 * 1024;

  private final String name;
  private final Path folder;
  private final LabelRule rule;
  private final CsvLine line = new CsvLine();
  private int width;
  private TrainingData data = new TrainingData(0);
  private float[] row = new float[0];

  /**
   * @param width columns expected after the label; 0 when the first line decides
   */
  private CsvChannel(String name, Path folder, LabelRule rule, int width) {
    this.name = name;
    this.folder = folder;
    this.rule = rule;
    this.width = width;
  }

  /**
   * @throws ContainerException when there are no rows, or one is not what it should be
   */
  static TrainingData read(String name, Path folder, LabelRule rule, int width)
      throws InterruptedException {
    return new CsvChannel(name, folder, rule, width).read();
  }

  private TrainingData read() throws InterruptedException {
    for (Path file : files()) {
      try (InputStream in = open(file)) {
        read(file, in);
      } catch (EOFException | ZipException e) {
        throw new ContainerException(place(file) + ": not a whole gzip file (cut off?)", e);
      } catch (IOException e) {
        throw new ContainerException(place(file) + ": cannot be read", e);
      }
    }
    if (data.rows() == 0) {
      throw new ContainerException(
          "channel %s: no rows in %s; expected CSV files with the label first"
              .formatted(name, folder));
    }
    return data;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(this::isVisible).sorted().toList();
    } catch (IOException e) {
      throw new ContainerException("channel " + name + ": cannot list " + folder, e);
    }
  }

  private boolean isVisible(Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private void read(Path file, InputStream in) throws IOException, InterruptedException {
    LineReader lines = new LineReader(in, MAX_LINE);
    // Blank lines are dropped at the end of a file only: elsewhere one is a row without columns.
    long blank = 0;
    while (lines.next()) {
      if (lines.isTooLong()) {
        throw fault(file, lines.number(), "longer than " + MAX_LINE + " bytes");
      }
      if (lines.isBlank()) {
        blank = blank == 0 ? lines.number() : blank;
        continue;
      }
      if (blank != 0) {
        throw fault(file, blank, "a blank line amid the rows");
      }
      if ((lines.number() & 0xfff) == 0 && Thread.interrupted()) {
        throw new InterruptedException();
      }
      add(file, lines);
    }
  }

  private void add(Path file, LineReader lines) {
    String fault = line.read(lines.bytes(), lines.begin(), lines.end());
    if (fault != null) {
      throw fault(file, lines.number(), fault);
    }
    if (data.rows() == 0 && data.width() == 0) {
      begin(file, lines.number());
    }
    if (line.count() != width + 1) {
      throw fault(
          file,
          lines.number(),
          "%d columns after the label, expected %d".formatted(line.count() - 1, width));
    }
    if (!rule.allows(line.value(0))) {
      throw fault(file, lines.number(), "column 1: expected the label, " + rule.description());
    }
    if (!data.hasRoom()) {
      throw fault(file, lines.number(), "more values than one array can hold");
    }
    line.copyTo(row, 1);
    data.add(line.value(0), row);
  }

  private void begin(Path file, long number) {
    if (width == 0) {
      width = line.count() - 1;
    }
    if (width == 0) {
      throw fault(file, number, "expected columns after the label");
    }
    data = new TrainingData(width);
    row = new float[width];
  }

  private ContainerException fault(Path file, long line, String fault) {
    return new ContainerException(place(file) + ", line " + line + ": " + fault);
  }

  private String place(Path file) {
    return "channel " + name + ", " + folder.relativize(file);
  }
}
