package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.lines.LineReader;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a file, or of standard input, in blocks of rows: lines of any number in bounded
 * memory, a document as a whole. A file that begins with a line of {@link Fingerprints} holds
 * training vectors: its labels are left out. Faults are {@link ContainerException}s that name the
 * file and the line. Not thread-safe; to be closed.
 */
final class VectorFile implements AutoCloseable {
  /** What stands for standard input. */
  static final String STANDARD_INPUT = "-";

  private static final int BLOCK_BYTES = 256 << 10;
  private static final int MAX_LINE = 32 << 20;
  private static final int MAX_DOCUMENT = 256 << 20;

  private static final Map<String, String> BY_ENDING =
      Map.of(
          ".json", MediaType.JSON,
          ".jsonl", MediaType.JSON_LINES,
          ".ndjson", MediaType.JSON_LINES,
          ".npy", MediaType.NPY);

  private final String name;
  private final InputStream in;
  private final String contentType;
  private final int width;
  private final int maxRows;
  private final FingerprintCheck check;
  private final LineReader lines;

  /** Whether the reader stands at a line that is still to be used. */
  private boolean ahead;

  private boolean lastLine;

  /** Blank lines that were passed: nothing at the end, rows without values elsewhere. */
  private int blank;

  private boolean labelled;
  private boolean hadRows;
  private boolean ended;

  private VectorFile(
      String name,
      InputStream in,
      String contentType,
      int width,
      int maxRows,
      FingerprintCheck check) {
    this.name = name;
    this.in = in;
    this.contentType = contentType;
    this.width = width;
    this.maxRows = maxRows;
    this.check = check;
    this.lines = new LineReader(in, MAX_LINE);
  }

  /**
   * Opens a file.
   *
   * @param path {@value #STANDARD_INPUT} for standard input, which is closed with it too
   * @param stated what it holds; empty to go by the ending of the name, CSV where that says nothing
   * @param width columns of a row
   * @param maxRows of a block of lines
   * @param check of the fingerprints that the type or the lines state
   */
  static VectorFile open(
      String path,
      InputStream standardInput,
      Optional<MediaType> stated,
      int width,
      int maxRows,
      FingerprintCheck check) {
    boolean standard = path.equals(STANDARD_INPUT);
    String name = name(path);
    MediaType type = stated.orElse(MediaType.of(byEnding(path)));
    @Nullable Rejected refusal = check.refusal(type);
    if (refusal != null) {
      throw new ContainerException(refusal.detail());
    }
    if (!standard && Files.isDirectory(Path.of(path))) {
      throw new ContainerException(name + ": is a folder; expected a file of vectors");
    }
    long values = RowsReader.maxValues(0);
    int rows = Math.clamp(values / width, 1, maxRows);
    try {
      InputStream in = standard ? standardInput : Files.newInputStream(Path.of(path));
      return new VectorFile(name, in, type.name(), width, rows, check);
    } catch (NoSuchFileException e) {
      throw new ContainerException(name + ": no such file; expected vectors", e);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** For messages. */
  static String name(String path) {
    return path.equals(STANDARD_INPUT) ? "standard input" : path;
  }

  private static String byEnding(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return BY_ENDING.entrySet().stream()
        .filter(entry -> lower.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(MediaType.CSV);
  }

  /** The next rows, at least one; null at the end. A file without any is at fault. */
  @Nullable RowMatrix next() {
    if (ended) {
      return null;
    }
    try {
      return RowsReader.isLines(contentType) ? block() : document();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private RowMatrix document() throws IOException {
    ended = true;
    byte[] bytes = in.readNBytes(MAX_DOCUMENT + 1);
    if (bytes.length > MAX_DOCUMENT) {
      throw new ContainerException(
          "%s: more than %d MiB; expected CSV or JSON Lines for so many vectors"
              .formatted(name, MAX_DOCUMENT >> 20));
    }
    return rows(Body.of(bytes), 0);
  }

  /** Rows of lines that follow each other. */
  private @Nullable RowMatrix block() throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK_BYTES);
    long first = 0;
    int count = 0;
    while (block.size() < BLOCK_BYTES && count < maxRows && line()) {
      if (isFingerprints()) {
        if (count > 0) {
          break;
        }
        checkFingerprints();
        blank = 0;
      } else if (lines.isBlank()) {
        blank++;
      } else {
        first = count == 0 ? lines.number() - blank : first;
        for (; blank > 0; blank--, count++) {
          block.write('\n');
        }
        block.write(lines.bytes(), lines.begin(), lines.end() - lines.begin());
        block.write('\n');
        count++;
      }
      ahead = false;
    }
    if (count == 0) {
      ended = true;
      return hadRows ? null : rows(Body.EMPTY, 0);
    }
    hadRows = true;
    return rows(Body.of(block.toByteArray()), first - 1);
  }

  private boolean line() throws IOException {
    if (!ahead && !lastLine) {
      ahead = lines.next();
      lastLine = !ahead;
      if (ahead && lines.isTooLong()) {
        throw fault(lines.number(), ": longer than " + (MAX_LINE >> 20) + " MiB");
      }
    }
    return ahead;
  }

  private boolean isFingerprints() {
    return contentType.equals(MediaType.CSV)
        && Fingerprints.isLine(lines.bytes(), lines.begin(), lines.end());
  }

  private void checkFingerprints() {
    if (hadRows && !labelled) {
      throw fault(lines.number(), ": expected this line at the beginning of the file too");
    }
    Fingerprints found =
        Fingerprints.read(lines.bytes(), lines.begin(), lines.end())
            .orElseThrow(() -> fault(lines.number(), ": expected " + Fingerprints.LINE_FORM));
    check
        .mismatch(found)
        .ifPresent(
            mismatch -> {
              throw fault(lines.number(), ": the model takes vectors of " + mismatch);
            });
    labelled = true;
  }

  private RowMatrix rows(Body body, long linesBefore) {
    int columns = labelled ? width + 1 : width;
    return switch (new RowsReader(columns).read(contentType, body)) {
      case RowsResult.Valid(RowMatrix rows) -> labelled ? withoutLabels(rows) : rows;
      case RowsResult.Invalid(String unit, int row, String fault) -> {
        if (unit.isEmpty()) {
          throw new ContainerException(name + ": " + fault);
        }
        throw RowsReader.isLines(contentType)
            ? fault(linesBefore + row, fault + (labelled ? " (the label is the first)" : ""))
            : new ContainerException(name + ", " + unit + " " + row + fault);
      }
      case RowsResult.TooLarge(String detail) -> throw new ContainerException(name + ": " + detail);
    };
  }

  private RowMatrix withoutLabels(RowMatrix rows) {
    float[] values = new float[rows.count() * width];
    for (int row = 0; row < rows.count(); row++) {
      System.arraycopy(rows.values(), row * (width + 1) + 1, values, row * width, width);
    }
    return new RowMatrix(values, rows.count(), width);
  }

  private ContainerException fault(long line, String what) {
    return new ContainerException(name + ", line " + line + what);
  }

  private static ContainerException unreadable(String name, IOException e) {
    return new ContainerException(
        "%s: cannot be read (%s); expected vectors".formatted(name, e.getClass().getSimpleName()),
        e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // all of it that was asked for has been read
    }
  }
}
