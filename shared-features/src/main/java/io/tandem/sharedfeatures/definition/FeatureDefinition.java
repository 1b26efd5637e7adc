package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.expression.Dialect;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.order.Zones;
import io.tandem.sharedfeatures.text.PublicSuffixes;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;

/**
 * The definition that a data scientist writes: the fields of an order that are read, and the
 * features that are computed from them. Unfitted. Immutable and thread-safe.
 *
 * <p>The format is described in the module's README.
 */
public final class FeatureDefinition {
  /**
   * The newest dialect: the set of functions and encodings, and what each of them gives. Earlier
   * dialects are read, too, and give what they always gave.
   */
  public static final int DIALECT = Dialect.NEWEST.number;

  private final byte[] written;
  private final String canonical;
  private final String name;
  private final Dialect dialect;
  private final List<CustomEncoding> customEncodings;
  private final SourcePath order;
  private final List<Source> sources;
  private final List<SourcePath> arrays;
  private final List<Feature> features;
  private final SourceTree orderTree;
  private final SourceTree recordTree;

  /** The readers of one thread, for {@link #isOrderNotRecord} and its reverse. */
  private final ThreadLocal<OrderReader> asOrder;

  private final ThreadLocal<OrderReader> asRecord;

  /**
   * One named feature.
   *
   * @param values one for each input of the encoding, but for optional ones
   * @param encodingText as written; empty for none
   * @param reason empty when the feature is never named to whom an order was refused
   */
  public record Feature(
      String name,
      List<ExpressionNode> values,
      Encoding encoding,
      String encodingText,
      Optional<Reason> reason) {
    public Feature {
      values = List.copyOf(values);
    }

    public List<Expression> expressions() {
      return values.stream().map(ExpressionNode::value).toList();
    }

    public Encoding.Encoder encoder(@Nullable Json learned) {
      return encoding.encoder(name, expressions(), learned);
    }
  }

  /**
   * @param canonical the written text without what decides no vector
   * @param order where the order stands in a training record
   * @param sources the label comes last
   * @param customEncodings of one's own, which the definition may name
   * @param memories how many values the features' expressions compute once per order
   */
  FeatureDefinition(
      byte[] written,
      String canonical,
      String name,
      Dialect dialect,
      List<CustomEncoding> customEncodings,
      SourcePath order,
      List<Source> sources,
      List<Feature> features,
      int memories) {
    this.written = written.clone();
    this.canonical = canonical;
    this.name = name;
    this.dialect = dialect;
    this.customEncodings = List.copyOf(customEncodings);
    this.order = order;
    this.sources = List.copyOf(sources);
    this.arrays = arrays(sources);
    this.features = List.copyOf(features);
    List<Source> withoutLabel = sources.subList(0, labelSlot());
    this.orderTree = new SourceTree(withoutLabel, arrays, new SourcePath(List.of()), memories);
    this.recordTree = new SourceTree(sources, arrays, order, memories);
    JsonFactory json = OrderParsers.factory();
    this.asOrder = ThreadLocal.withInitial(() -> new OrderReader(orderTree, json));
    this.asRecord = ThreadLocal.withInitial(() -> new OrderReader(recordTree, json));
  }

  /**
   * @throws DefinitionException with every problem of the definition, each with its place
   */
  public static FeatureDefinition read(byte[] json) {
    return read(json, List.of());
  }

  /**
   * @param customEncodings of one's own, which the definition may name beside the built-in
   *     encodings
   * @throws DefinitionException with every problem of the definition, each with its place
   * @throws IllegalArgumentException when a custom encoding has no proper id or version, or two
   *     have one
   */
  public static FeatureDefinition read(byte[] json, List<CustomEncoding> customEncodings) {
    return DefinitionReader.read(json, customEncodings);
  }

  public String name() {
    return name;
  }

  /** Which one its functions are of, from 1. */
  public int dialect() {
    return dialect.number;
  }

  /** The bytes it was read from. */
  public byte[] written() {
    return written.clone();
  }

  /**
   * What decides vectors: the same text for definitions that differ in white space, the order of
   * keys or reasons only.
   */
  public String canonical() {
    return canonical;
  }

  public List<Feature> features() {
    return features;
  }

  public List<CustomEncoding> customEncodings() {
    return customEncodings;
  }

  /**
   * The versions of what comes from outside and decides vectors: the time zone rules where a zone
   * is read or made, and the Public Suffix List where a feature or named value uses it.
   */
  public List<String> dataVersions() {
    List<String> versions = new ArrayList<>();
    if (usesZones()) {
      versions.add("time zones " + Zones.version());
    }
    if (canonical.contains("registrable_domain")) {
      versions.add("public suffixes " + PublicSuffixes.bundled().version());
    }
    return versions;
  }

  /** A source of that type counts even if no feature uses it: it may reject an order. */
  private boolean usesZones() {
    return sources.stream().anyMatch(source -> source.kind() == Source.Kind.ZONE)
        || ExpressionNode.withParts(features.stream().flatMap(f -> f.values().stream()).toList())
            .stream()
            .anyMatch(step -> step.value() instanceof Expression.OfZone);
  }

  /** In slot order; the label comes last. */
  public List<Source> sources() {
    return sources;
  }

  public int labelSlot() {
    return sources.size() - 1;
  }

  /** For bare orders: every source but the label. */
  public SourceTree orderTree() {
    return orderTree;
  }

  /** For training records. */
  public SourceTree recordTree() {
    return recordTree;
  }

  public SourcePath order() {
    return order;
  }

  /**
   * Whether bytes are a bare order and no training record: for the words of a fault, as both are
   * read for it. An order in which no source finds anything is none. Where the record is the order
   * itself, nothing tells them apart.
   */
  public boolean isOrderNotRecord(byte[] bytes, int offset, int length) {
    return isOrderWithin()
        && found(asOrder.get(), bytes, offset, length)
            > found(asRecord.get(), bytes, offset, length);
  }

  /** Whether bytes are a training record and no bare order, as {@link #isOrderNotRecord}. */
  public boolean isRecordNotOrder(byte[] bytes, int offset, int length) {
    // The label is one of those that a record has.
    return isOrderWithin()
        && found(asRecord.get(), bytes, offset, length)
            > 1 + found(asOrder.get(), bytes, offset, length);
  }

  /** Whether an order stands in a field of its record. */
  private boolean isOrderWithin() {
    return !order.steps().isEmpty();
  }

  /** How many sources have a value; 0 when the bytes are refused. */
  private static int found(OrderReader reader, byte[] bytes, int offset, int length) {
    return reader.read(bytes, offset, length) == null ? reader.found() : 0;
  }

  /** The arrays whose elements are read, in the order of {@link Row#lengths}. */
  public static List<SourcePath> arrays(List<Source> sources) {
    Set<SourcePath> arrays = new LinkedHashSet<>();
    for (Source source : sources) {
      if (source.path().isEach()) {
        arrays.add(source.path().array());
      }
    }
    return List.copyOf(arrays);
  }

  /** Which of the arrays a source reads the elements of. */
  public int array(Source source) {
    return arrays.indexOf(source.path().array());
  }

  /** What expressions call the sources by; the label is none of them. */
  public static Map<String, ExpressionNode> names(List<Source> sources) {
    List<SourcePath> arrays = arrays(sources);
    Map<String, ExpressionNode> names = new LinkedHashMap<>();
    for (int slot = 0; slot < sources.size(); slot++) {
      Source source = sources.get(slot);
      int array = source.path().isEach() ? arrays.indexOf(source.path().array()) : Row.SCALAR;
      names.put(
          source.name(),
          ExpressionNode.source(source.name(), expression(source.kind().type, slot, array)));
    }
    return names;
  }

  private static Expression expression(Type type, int slot, int array) {
    boolean each = array != Row.SCALAR;
    return switch (type) {
      case NUMBER, FLAG ->
          new Expression.OfNumber(
              type, array, each ? (row, i) -> row.number(slot, i) : (row, i) -> row.numbers[slot]);
      case TEXT ->
          new Expression.OfText(
              array, each ? (row, i) -> row.text(slot, i) : (row, i) -> row.texts[slot]);
      case TIME -> new Expression.OfTime(slot);
      case ZONE -> new Expression.OfZone(row -> row.zones[slot]);
      case TABLE, LITERAL, ANY ->
          throw new IllegalArgumentException("no source has the type " + type);
    };
  }
}
