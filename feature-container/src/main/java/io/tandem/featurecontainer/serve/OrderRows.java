package io.tandem.featurecontainer.serve;

import io.tandem.featurecontainer.records.NotJsonLines;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.lines.LineCursor;
import io.tandem.inferenceserver.lines.ParallelLines;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncodingException;
import io.tandem.sharedfeatures.definition.Misplaced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of orders to rows, with no text between. {@link FeatureInference} writes the rows as
 * vectors; a model in the same process takes them as they are. A row is a vector of the feature
 * set; that of a training record begins with the label. Missing is NaN. Thread-safe.
 */
public final class OrderRows {
  /** What bodies for {@link #one} are sent as, and those for {@link #lines}. */
  public static final List<String> CONTENT_TYPES = List.of(MediaType.JSON, MediaType.JSON_LINES);

  private final Misplaced misplaced;
  private final ParallelLines lines;
  private final ExtractorPool extractors;

  /**
   * @param records whether the lines are training records, not bare orders
   * @param remedy what to do when the other is given
   * @param lines not closed
   */
  OrderRows(FeatureSet features, boolean records, String remedy, ParallelLines lines) {
    this.misplaced = new Misplaced(features.definition(), records, remedy);
    this.lines = lines;
    this.extractors = new ExtractorPool(records ? features::records : features::orders);
  }

  /**
   * Of bare orders.
   *
   * @param lines computes large bodies; not closed
   */
  public static OrderRows of(FeatureSet features, ParallelLines lines) {
    return new OrderRows(features, false, "send its order alone", lines);
  }

  /**
   * The row of a body that is one order as JSON. The row is the caller's to keep.
   *
   * @throws ContainerException when a custom encoding throws; its words are fit for the log
   */
  public OrdersResult<float[]> one(Body body) {
    if (body.length() == 0) {
      return new OrdersResult.Invalid<>(invalid("the body is empty, expected an order as JSON"));
    }
    Extractor extractor = extractors.take();
    try {
      return switch (extract(extractor, body.array(), body.begin(), body.length())) {
        case Extraction.Vector(float[] row) -> new OrdersResult.Valid<>(row);
        case Extraction.Rejected rejection ->
            new OrdersResult.Invalid<>(invalid(rejection + hint(body, body, false)));
      };
    } finally {
      extractors.giveBack(extractor);
    }
  }

  /** Makes something of the rows of one chunk. Called by several threads at once. */
  @FunctionalInterface
  public interface ChunkFunction<T> {
    /**
     * May end before the last row, when a bound of the caller's is passed. The caller then looks at
     * its bound first: another line may be named in a refusal than the first that has no row.
     *
     * @param rows of this chunk, until a line has none
     * @param first whether the body begins with them
     */
    T compute(RowCursor rows, boolean first);
  }

  /**
   * What was made of each chunk of a body that is one order as JSON per line, in their order. All
   * cores compute a large body; a small one is a single chunk, computed by the calling thread.
   *
   * @throws ContainerException when a custom encoding throws; its words are fit for the log
   */
  public <T> OrdersResult<List<T>> lines(Body body, ChunkFunction<T> function) {
    Body text = body.text();
    if (text.length() == 0) {
      return new OrdersResult.Invalid<>(
          invalid("the body is empty, expected one order as JSON per line"));
    }
    List<Chunk<T>> chunks = lines.compute(text, (chunk, first) -> compute(function, chunk, first));
    List<T> made = new ArrayList<>(chunks.size());
    int rows = 0;
    for (Chunk<T> chunk : chunks) {
      made.add(chunk.made);
      rows += chunk.rows;
      if (chunk.fault != null) {
        return new OrdersResult.Invalid<>(invalid("line " + (rows + 1) + ": " + chunk.fault));
      }
    }
    return new OrdersResult.Valid<>(made);
  }

  /**
   * @param rows up to the line that has none, if one has
   * @param fault of that line; null when every line has a row
   */
  private record Chunk<T>(T made, int rows, @Nullable String fault) {}

  private <T> Chunk<T> compute(ChunkFunction<T> function, Body chunk, boolean first) {
    Extractor extractor = extractors.take();
    try {
      RowCursor rows = new RowCursor(extractor, chunk, first);
      T made = function.compute(rows, first);
      return new Chunk<>(made, rows.count, rows.fault);
    } finally {
      extractors.giveBack(extractor);
    }
  }

  /** The rows of a chunk of lines, one after the other. For one thread, while it computes. */
  public final class RowCursor {
    private static final float[] NONE = {};

    private final Extractor extractor;
    private final Body chunk;
    private final boolean first;
    private final LineCursor orders;
    private float[] row = NONE;
    private int count;
    private @Nullable String fault;

    private RowCursor(Extractor extractor, Body chunk, boolean first) {
      this.extractor = extractor;
      this.chunk = chunk;
      this.first = first;
      this.orders = new LineCursor(chunk);
    }

    /** Goes to the next row; false after the last one, and at the first line that has none. */
    public boolean next() {
      if (fault != null || !orders.next()) {
        return false;
      }
      return switch (extract(extractor, chunk.array(), orders.offset(), orders.length())) {
        case Extraction.Vector(float[] values) -> {
          row = values;
          count++;
          yield true;
        }
        case Extraction.Rejected rejection -> {
          fault = rejection + hint();
          yield false;
        }
      };
    }

    private String hint() {
      int begin = orders.offset();
      Body line = new Body(chunk.array(), begin, begin + orders.length());
      Body text = line;
      if (first && count == 0) {
        text = chunk;
      } else if (line.length() > 0 && chunk.array()[begin] == '{') {
        // The next lines show whether the object goes on.
        text = new Body(chunk.array(), begin, chunk.end());
      }
      return OrderRows.this.hint(text, line, true);
    }

    /** The caller's to keep. */
    public float[] row() {
      return row;
    }
  }

  private static Extraction extract(Extractor extractor, byte[] json, int offset, int length) {
    try {
      return extractor.extract(json, offset, length);
    } catch (CustomEncodingException e) {
      // Its words are fit for the log, unlike those of any other exception.
      throw new ContainerException(e.getMessage(), e);
    }
  }

  /**
   * What was given in place of an order, for the end of a fault.
   *
   * @param text from where the order stands on
   */
  private String hint(Body text, Body order, boolean lines) {
    String other = misplaced.hint(order.array(), order.begin(), order.length());
    if (!other.isEmpty()) {
      return other;
    }
    Body body = text.text();
    boolean object = body.length() > 0 && body.array()[body.begin()] == '{';
    if (object && !lines) {
      return NotJsonLines.isJsonLines(body)
          ? "; send orders on several lines as " + MediaType.JSON_LINES
          : "";
    }
    Optional<NotJsonLines> form = NotJsonLines.of(body.array(), body.begin(), body.end());
    if (form.isPresent() && object) {
      return "; the line ends inside an object: send one order per line, or an order over several"
          + " lines as "
          + MediaType.JSON;
    }
    return form.map(found -> "; this is " + found.name() + ": " + found.remedy()).orElse("");
  }

  private static Rejected invalid(String detail) {
    return new Rejected(Reason.INVALID_INPUT, detail);
  }

  /**
   * How many values were {@code Missing}, {@code WrongType}, {@code OutOfRange}, {@code
   * UnknownZone}, by {@code Source}, or {@code Unseen}, by {@code Feature}, in all orders so far.
   */
  public List<Counter> counters() {
    return extractors.counts().stream().map(OrderRows::counter).toList();
  }

  private static Counter counter(ExtractionCounts.Count count) {
    long total = count.number();
    Map<String, String> source = Map.of("Source", count.name());
    return switch (count.reason()) {
      case MISSING -> new Counter("Missing", source, total);
      case WRONG_TYPE -> new Counter("WrongType", source, total);
      case OUT_OF_RANGE -> new Counter("OutOfRange", source, total);
      case UNKNOWN_ZONE -> new Counter("UnknownZone", source, total);
      case UNSEEN -> new Counter("Unseen", Map.of("Feature", count.name()), total);
    };
  }
}
