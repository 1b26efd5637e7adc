package io.tandem.modelcontainer.xgboost;

import java.io.StringWriter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * The binary form that XGBoost 1.x wrote by default, and with it AWS's images up to 1.7: the most
 * common {@code xgboost-model} file there is. XGBoost reads it no longer since 3.1, so it is
 * translated to the JSON form, number for number: every {@code float} is written as a decimal that
 * reads back as the same {@code float}.
 *
 * <p>XGBoost 1.1.2, 1.2.1 and all since 1.3 wrote a mark before it; 0.6 to 1.1.1 and 1.2.0 did not.
 * Without the mark the file starts with the base score, which may be any four bytes.
 */
final class BinaryModel {
  /** Overflowed leaves are infinite, which XGBoost writes as a number. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private static final byte[] MAGIC = {'b', 'i', 'n', 'f'};
  private static final int LEARNER_PARAM_BYTES = 136;
  private static final int MAX_OBJECTIVE_BYTES = 64;
  private static final int TREES_PARAM_BYTES = 160;
  private static final int TREE_PARAM_BYTES = 148;
  private static final int LINEAR_PARAM_BYTES = 136;
  private static final int NODE_BYTES = 20;
  private static final int NODE_STATISTICS_BYTES = 16;
  private static final int NO_PARENT = Integer.MAX_VALUE;

  private final ByteBuffer in;
  private final JsonGenerator out;
  private int features;

  private BinaryModel(byte[] file, JsonGenerator out) {
    int start = isMarked(file) ? MAGIC.length : 0;
    this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(start);
    this.out = out;
  }

  /**
   * @param file its beginning is enough
   */
  static boolean recognizes(byte[] file) {
    return isMarked(file) || isUnmarked(file);
  }

  private static boolean isMarked(byte[] file) {
    return ByteBuffer.wrap(file, 0, Math.min(MAGIC.length, file.length))
        .equals(ByteBuffer.wrap(MAGIC));
  }

  /** By the fields after the base score, and the name of an objective where it must be. */
  private static boolean isUnmarked(byte[] file) {
    int nameAt = LEARNER_PARAM_BYTES + Long.BYTES;
    if (file.length < nameAt) {
      return false;
    }
    ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long length = head.getLong(LEARNER_PARAM_BYTES);
    return head.getInt(4) >= 0
        && head.getInt(8) >= 0
        && isFlag(head.getInt(12))
        && isFlag(head.getInt(16))
        && length > 0
        && length <= Math.min(MAX_OBJECTIVE_BYTES, file.length - nameAt)
        && isObjective(new String(file, nameAt, (int) length, StandardCharsets.ISO_8859_1));
  }

  /** Such as {@code binary:logistic}. */
  private static boolean isObjective(String name) {
    return name.indexOf(':') > 0
        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= ':') || c == '_');
  }

  private static boolean isFlag(int field) {
    return field == 0 || field == 1;
  }

  /**
   * @throws ModelException when the file is cut off or of a version before 1.0
   */
  static byte[] toJson(byte[] file) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      new BinaryModel(file, out).translate();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new ModelException("the file is cut off after " + file.length + " bytes");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void translate() {
    ByteBuffer learner = block(LEARNER_PARAM_BYTES);
    features = learner.getInt(4);
    boolean hasAttributes = learner.getInt(12) != 0;
    int major = learner.getInt(20);
    if (major < 1) {
      throw new ModelException(
          "it was written by XGBoost 0.x: load it with XGBoost 1.x and save it as model.ubj");
    }
    String objective = text();
    String booster = text();
    out.writeStartObject();
    out.writeObjectPropertyStart("learner");
    out.writeObjectPropertyStart("gradient_booster");
    booster(booster);
    out.writeEndObject();
    Map<String, String> attributes = hasAttributes ? attributes() : new LinkedHashMap<>();
    attributes.remove("metrics"); // what it was evaluated by, not a part of the model
    objective(attributes.remove("objective"), objective);
    out.writeObjectPropertyStart("attributes");
    attributes.forEach(out::writeStringProperty);
    out.writeEndObject();
    learnerParam(learner);
    emptyArrays("feature_names", "feature_types");
    out.writeEndObject();
    numbers("version", 3, i -> i == 0 ? major : i == 1 ? learner.getInt(24) : 0);
    out.writeEndObject();
  }

  private void objective(@Nullable String json, String name) {
    if (json == null) {
      throw new ModelException("it lacks the parameters of its objective " + name);
    }
    out.writeName("objective");
    out.writeRawValue(json);
  }

  private void learnerParam(ByteBuffer learner) {
    out.writeObjectPropertyStart("learner_model_param");
    out.writeStringProperty("base_score", Float.toString(learner.getFloat(0)));
    out.writeStringProperty("boost_from_average", "1");
    out.writeStringProperty("num_class", Integer.toString(learner.getInt(8)));
    out.writeStringProperty("num_feature", Integer.toString(features));
    out.writeStringProperty("num_target", Integer.toString(Math.max(1, learner.getInt(28))));
    out.writeEndObject();
  }

  private void booster(String name) {
    switch (name) {
      case "gbtree" -> trees();
      case "dart" -> {
        out.writeObjectPropertyStart("gbtree");
        int count = trees();
        out.writeEndObject();
        int weights = count == 0 ? 0 : length(Float.BYTES);
        numbers("weight_drop", weights, i -> in.getFloat());
      }
      case "gblinear" -> linear();
      default -> throw new ModelException("its booster is neither gbtree nor dart nor gblinear");
    }
    out.writeStringProperty("name", name);
  }

  private void linear() {
    block(LINEAR_PARAM_BYTES);
    out.writeObjectPropertyStart("model");
    // Not recorded; with 0 the native library would take the model for an untrained one.
    out.writeNumberProperty("boosted_rounds", 1);
    numbers("weights", length(Float.BYTES), i -> in.getFloat());
    out.writeEndObject();
  }

  private int trees() {
    ByteBuffer param = block(TREES_PARAM_BYTES);
    int count = param.getInt(0);
    out.writeObjectPropertyStart("model");
    out.writeObjectPropertyStart("gbtree_model_param");
    out.writeStringProperty("num_parallel_tree", Integer.toString(Math.max(1, param.getInt(4))));
    out.writeStringProperty("num_trees", Integer.toString(count));
    out.writeEndObject();
    out.writeArrayPropertyStart("trees");
    for (int i = 0; i < count; i++) {
      tree(i);
    }
    out.writeEndArray();
    numbers("tree_info", count, i -> in.getInt());
    out.writeEndObject();
    return count;
  }

  private void tree(int id) {
    ByteBuffer param = block(TREE_PARAM_BYTES);
    int size = param.getInt(4);
    if (size < 0 || (long) size * (NODE_BYTES + NODE_STATISTICS_BYTES) > in.remaining()) {
      throw new BufferUnderflowException();
    }
    if (param.getInt(20) > 1) {
      throw new ModelException(
          "tree " + id + " has vectors in its leaves, which XGBoost never wrote");
    }
    ByteBuffer nodes = block(size * NODE_BYTES);
    ByteBuffer statistics = block(size * NODE_STATISTICS_BYTES);
    out.writeStartObject();
    out.writeNumberProperty("id", id);
    nodes(nodes, size);
    numbers("loss_changes", size, i -> statistics.getFloat(i * NODE_STATISTICS_BYTES));
    numbers("sum_hessian", size, i -> statistics.getFloat(i * NODE_STATISTICS_BYTES + 4));
    numbers("base_weights", size, i -> statistics.getFloat(i * NODE_STATISTICS_BYTES + 8));
    emptyArrays("categories", "categories_nodes", "categories_segments", "categories_sizes");
    out.writeObjectPropertyStart("tree_param");
    out.writeStringProperty("num_deleted", Integer.toString(param.getInt(8)));
    out.writeStringProperty("num_feature", Integer.toString(features));
    out.writeStringProperty("num_nodes", Integer.toString(size));
    out.writeStringProperty("size_leaf_vector", "1");
    out.writeEndObject();
    out.writeEndObject();
  }

  /** The top bit of a parent says "is the left child", that of a split "missing goes left". */
  private void nodes(ByteBuffer nodes, int size) {
    numbers("parents", size, i -> parent(nodes.getInt(i * NODE_BYTES)));
    numbers("left_children", size, i -> nodes.getInt(i * NODE_BYTES + 4));
    numbers("right_children", size, i -> nodes.getInt(i * NODE_BYTES + 8));
    numbers("split_indices", size, i -> nodes.getInt(i * NODE_BYTES + 12) & Integer.MAX_VALUE);
    numbers("default_left", size, i -> nodes.getInt(i * NODE_BYTES + 12) >>> 31);
    numbers("split_conditions", size, i -> nodes.getFloat(i * NODE_BYTES + 16));
    numbers("split_type", size, i -> 0);
  }

  private static int parent(int field) {
    return field == -1 ? NO_PARENT : field & Integer.MAX_VALUE;
  }

  private Map<String, String> attributes() {
    int count = length(2 * Long.BYTES);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      attributes.put(text(), text());
    }
    return attributes;
  }

  /** Integers are written as such: XGBoost tells them from floats. */
  private void numbers(String name, int count, IntFunction<? extends Number> value) {
    out.writeArrayPropertyStart(name);
    for (int i = 0; i < count; i++) {
      Number number = value.apply(i);
      if (number instanceof Float real) {
        out.writeNumber(real);
      } else {
        out.writeNumber(number.intValue());
      }
    }
    out.writeEndArray();
  }

  private void emptyArrays(String... names) {
    for (String name : names) {
      numbers(name, 0, i -> 0);
    }
  }

  private ByteBuffer block(int bytes) {
    ByteBuffer block = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + bytes);
    return block;
  }

  /** A count that the rest of the file can hold. */
  private int length(int elementBytes) {
    long length = in.getLong();
    if (length < 0 || length > in.remaining() / elementBytes) {
      throw new BufferUnderflowException();
    }
    return (int) length;
  }

  private String text() {
    byte[] bytes = new byte[length(1)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
