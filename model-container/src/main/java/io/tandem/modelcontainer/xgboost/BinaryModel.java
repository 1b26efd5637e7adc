package io.tandem.modelcontainer.xgboost;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The binary form that XGBoost 1.x wrote by default, and with it AWS's images up to 1.7: the most
 * common {@code xgboost-model} file there is. XGBoost reads it no longer since 3.1, so it is
 * translated to UBJSON, number for number and bit for bit.
 *
 * <p>XGBoost 1.1.2, 1.2.1 and all since 1.3 wrote a mark before it; 0.6 to 1.1.1 and 1.2.0 did not.
 * Without the mark the file starts with the base score, which may be any four bytes.
 */
final class BinaryModel {
  /** Of what every model has beside its trees. */
  private static final int FIRST_BYTES = 1 << 12;

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
  private final UbjsonWriter out;
  private int features;

  private BinaryModel(byte[] file, UbjsonWriter out) {
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
  static byte[] toUbjson(byte[] file) {
    UbjsonWriter out = new UbjsonWriter(file.length * 5L / 4 + FIRST_BYTES);
    try {
      new BinaryModel(file, out).translate();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new ModelException("the file is cut off after " + file.length + " bytes");
    }
    return out.toByteArray();
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
    out.beginObject("learner");
    out.beginObject("gradient_booster");
    booster(booster);
    out.endObject();
    Map<String, String> attributes = hasAttributes ? attributes() : new LinkedHashMap<>();
    attributes.remove("metrics"); // what it was evaluated by, not a part of the model
    objective(attributes.remove("objective"), objective);
    out.beginObject("attributes");
    attributes.forEach(out::text);
    out.endObject();
    learnerParam(learner);
    out.beginList("feature_names", 0);
    out.beginList("feature_types", 0);
    out.endObject();
    int minor = learner.getInt(24);
    out.list("version", 3, i -> i == 0 ? major : i == 1 ? minor : 0);
  }

  private void objective(@Nullable String json, String name) {
    if (json == null) {
      throw new ModelException(
          "it lacks the parameters of its objective" + (isObjective(name) ? " " + name : ""));
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    out.object("objective", ModelNode.root(JsonReader.read(bytes)).fields());
  }

  private void learnerParam(ByteBuffer learner) {
    out.beginObject("learner_model_param");
    out.text("base_score", Float.toString(learner.getFloat(0)));
    out.text("boost_from_average", "1");
    out.text("num_class", Integer.toString(learner.getInt(8)));
    out.text("num_feature", Integer.toString(features));
    out.text("num_target", Integer.toString(Math.max(1, learner.getInt(28))));
    out.endObject();
  }

  private void booster(String name) {
    switch (name) {
      case "gbtree" -> trees();
      case "dart" -> {
        out.beginObject("gbtree");
        int count = trees();
        out.endObject();
        int weights = count == 0 ? 0 : length(Float.BYTES);
        out.listOfFloats("weight_drop", weights, i -> in.getFloat());
      }
      case "gblinear" -> linear();
      default -> throw new ModelException("its booster is neither gbtree nor dart nor gblinear");
    }
    out.text("name", name);
  }

  private void linear() {
    block(LINEAR_PARAM_BYTES);
    out.beginObject("model");
    // Not recorded; with 0 the native library would take the model for an untrained one.
    out.whole("boosted_rounds", 1);
    out.floats("weights", length(Float.BYTES), i -> in.getFloat());
    out.endObject();
  }

  private int trees() {
    ByteBuffer param = block(TREES_PARAM_BYTES);
    int count = param.getInt(0);
    out.beginObject("model");
    out.beginObject("gbtree_model_param");
    out.text("num_parallel_tree", Integer.toString(Math.max(1, param.getInt(4))));
    out.text("num_trees", Integer.toString(count));
    out.endObject();
    out.beginList("trees", count);
    for (int i = 0; i < count; i++) {
      tree(i);
    }
    out.list("tree_info", count, i -> in.getInt());
    out.endObject();
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
    out.beginElement();
    out.whole("id", id);
    nodes(nodes, size);
    out.floats("loss_changes", size, i -> statistics.getFloat(i * NODE_STATISTICS_BYTES));
    out.floats("sum_hessian", size, i -> statistics.getFloat(i * NODE_STATISTICS_BYTES + 4));
    out.floats("base_weights", size, i -> statistics.getFloat(i * NODE_STATISTICS_BYTES + 8));
    out.wholes("categories", 0, i -> 0);
    out.wholes("categories_nodes", 0, i -> 0);
    out.noLongs("categories_segments");
    out.noLongs("categories_sizes");
    out.beginObject("tree_param");
    out.text("num_deleted", Integer.toString(param.getInt(8)));
    out.text("num_feature", Integer.toString(features));
    out.text("num_nodes", Integer.toString(size));
    out.text("size_leaf_vector", "1");
    out.endObject();
    out.endObject();
  }

  /** The top bit of a parent says "is the left child", that of a split "missing goes left". */
  private void nodes(ByteBuffer nodes, int size) {
    out.wholes("parents", size, i -> parent(nodes.getInt(i * NODE_BYTES)));
    out.wholes("left_children", size, i -> nodes.getInt(i * NODE_BYTES + 4));
    out.wholes("right_children", size, i -> nodes.getInt(i * NODE_BYTES + 8));
    out.wholes("split_indices", size, i -> nodes.getInt(i * NODE_BYTES + 12) & Integer.MAX_VALUE);
    out.flags("default_left", size, i -> nodes.getInt(i * NODE_BYTES + 12) >>> 31);
    out.floats("split_conditions", size, i -> nodes.getFloat(i * NODE_BYTES + 16));
    out.flags("split_type", size, i -> 0);
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
