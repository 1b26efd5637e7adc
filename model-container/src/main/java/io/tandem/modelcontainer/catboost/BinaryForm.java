package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.catboost.Table.Vector;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CatBoost's binary form, {@code cbm}: a mark, a length, and a FlatBuffers message ({@code
 * model.fbs} of its source). The library verifies the message, but not the indices in it, which are
 * checked here.
 */
final class BinaryForm {
  static final String MARK = "CBM1";

  private static final int HEADER_BYTES = 8;
  private static final String VERSION = "FlabuffersModel_v1"; // as CatBoost spells it

  /** The library counts the borders of a column in bytes. */
  private static final int BORDERS_PER_BUCKET = 254;

  private static final int DEEPEST = 30;
  private static final int MOST_INFO = 10_000;

  // The fields of a message, by their numbers.
  private static final int CORE_VERSION = 0;
  private static final int CORE_TREES = 1;
  private static final int CORE_INFO = 2;
  private static final int OUTPUTS = 0;
  private static final int SPLITS = 1;
  private static final int SIZES = 2;
  private static final int STARTS = 3;
  private static final int CATEGORICAL = 4;
  private static final int FLOAT = 5;
  private static final int ONE_HOT = 6;
  private static final int CTR = 7;
  private static final int LEAVES = 8;
  private static final int STEPS = 10;
  private static final int LEAF_OF_NODE = 11;
  private static final int TEXT = 12;
  private static final int ESTIMATED = 13;
  private static final int BINS = 17;
  private static final int EMBEDDING = 18;
  private static final int COLUMN_INDEX = 1;
  private static final int COLUMN_FLAT_INDEX = 2;
  private static final int COLUMN_BORDERS = 3;
  private static final int COLUMN_NAME = 4;
  private static final int COLUMN_NAN = 5;
  private static final int NAN_TREATMENTS = 3;

  private final Table trees;
  private final List<String> columns = new ArrayList<>();
  private int borders;
  private int buckets;

  /** Several columns may refer to the same bytes, which the library would take several times. */
  private long bytesLeft;

  private BinaryForm(Table trees, int bytes) {
    this.trees = trees;
    this.bytesLeft = bytes;
  }

  /**
   * @param file begins with the mark
   */
  static ModelFile read(byte[] file) {
    Table core = core(file);
    if (!core.text(CORE_VERSION).equals(VERSION)) {
      throw new ModelException("its version is not known here, only " + VERSION);
    }
    if (!core.has(CORE_TREES)) {
      throw new ModelException("it has no trees");
    }
    return new BinaryForm(core.table(CORE_TREES), file.length).read(ModelInfo.of(info(core)));
  }

  private static Map<String, String> info(Table core) {
    Map<String, String> info = new HashMap<>();
    for (Table entry : core.tables(CORE_INFO, MOST_INFO)) {
      String key = entry.text(0);
      if (ModelInfo.KEYS.contains(key)) {
        info.put(key, entry.text(1));
      }
    }
    return info;
  }

  private static Table core(byte[] file) {
    if (file.length < HEADER_BYTES) {
      throw new ModelException("it is cut off");
    }
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(MARK.length());
    int found = file.length - HEADER_BYTES;
    if (length < 0 || length > found) {
      throw new ModelException("it is cut off: its trees do not end within it");
    }
    return Table.root(file, HEADER_BYTES, length);
  }

  private ModelFile read(ModelInfo info) {
    refuse(CATEGORICAL, "categorical columns");
    refuse(TEXT, "columns of text");
    refuse(EMBEDDING, "columns of embeddings");
    refuse(ONE_HOT, "splits by category");
    refuse(CTR, "statistics of categories");
    refuse(ESTIMATED, "features computed of texts or embeddings");
    for (Table column : trees.tables(FLOAT, RowMatrix.MAX_WIDTH)) {
      addColumn(column);
    }
    int outputs = trees.integer(OUTPUTS, 0);
    checkTrees(outputs);
    return new ModelFile(ModelFile.Form.BINARY, columns, outputs, info);
  }

  private void refuse(int field, String kind) {
    if (trees.vector(field, Integer.BYTES).length() > 0) {
      throw ModelFile.unservedColumns(kind);
    }
  }

  private void addColumn(Table column) {
    int index = columns.size();
    if (column.integer(COLUMN_INDEX, -1) != index
        || column.integer(COLUMN_FLAT_INDEX, -1) != index) {
      throw new ModelException(
          "its columns are not all there, in their order, from number %d on; were unused ones dropped"
                  .formatted(index)
              + " (drop_unused_features)?");
    }
    int treatment = column.octet(COLUMN_NAN);
    if (treatment < 0 || treatment >= NAN_TREATMENTS) {
      throw new ModelException("column " + index + " treats missing values in an unknown way");
    }
    int length = column.vector(COLUMN_BORDERS, Float.BYTES).length();
    String name = column.text(COLUMN_NAME);
    bytesLeft -= (long) length * Float.BYTES + name.length();
    expect(bytesLeft >= 0, "its columns are larger than itself");
    borders += length;
    buckets += (length + BORDERS_PER_BUCKET - 1) / BORDERS_PER_BUCKET;
    columns.add(name.isEmpty() ? Integer.toString(index) : name);
  }

  private void checkTrees(int outputs) {
    Vector sizes = trees.vector(SIZES, Integer.BYTES);
    Vector starts = trees.vector(STARTS, Integer.BYTES);
    Vector splits = trees.vector(SPLITS, Integer.BYTES);
    Vector leaves = trees.vector(LEAVES, Double.BYTES);
    if (sizes.length() == 0 || outputs < 1) {
      throw new ModelException("it has no trees: the model was never trained");
    }
    expect(starts.length() == sizes.length(), "not every tree has a beginning");
    long start = 0;
    for (int tree = 0; tree < sizes.length(); tree++) {
      expect(starts.integer(tree) == start, "a tree does not begin where the one before ends");
      expect(sizes.integer(tree) >= 0, "a tree has a negative size");
      start += sizes.integer(tree);
    }
    expect(start == splits.length(), "its trees have more or fewer splits than there are");
    Vector steps = trees.vector(STEPS, 2 * Short.BYTES);
    Vector leafOfNode = trees.vector(LEAF_OF_NODE, Integer.BYTES);
    boolean symmetric = steps.length() == 0 && leafOfNode.length() == 0;
    checkSplits(splits, symmetric);
    if (symmetric) {
      checkSymmetric(sizes, outputs, leaves);
    } else {
      expect(steps.length() == splits.length(), "not every node of a tree has its two ways");
      expect(leafOfNode.length() == splits.length(), "not every node of a tree may have a leaf");
      checkNodes(sizes, outputs, leaves, steps, leafOfNode);
    }
  }

  private void checkSplits(Vector splits, boolean symmetric) {
    boolean onlyLeaves = borders == 0 && !symmetric;
    for (int i = 0; i < splits.length(); i++) {
      int split = splits.integer(i);
      expect(
          split >= 0 && (split < borders || (onlyLeaves && split == 0)),
          "a tree splits at a border that no column has");
    }
    Vector bins = trees.vector(BINS, 2 * Short.BYTES);
    expect(
        bins.length() == 0 || bins.length() == splits.length(),
        "its splits are not the ones of its trees");
    for (int i = 0; i < bins.length(); i++) {
      int bucket = bins.unsignedShort(i, 0);
      expect(bucket < Math.max(buckets, 1), "a split is by a column that is not there");
    }
  }

  private static void checkSymmetric(Vector sizes, int outputs, Vector leaves) {
    long expected = 0;
    for (int tree = 0; tree < sizes.length(); tree++) {
      expect(sizes.integer(tree) <= DEEPEST, "a tree is deeper than " + DEEPEST + " levels");
      expected += (1L << sizes.integer(tree)) * outputs;
    }
    expect(expected == leaves.length(), "its trees have more or fewer leaves than there are");
  }

  /** A node's ways lead forward, within its tree; where one ends there is a leaf. */
  private static void checkNodes(
      Vector sizes, int outputs, Vector leaves, Vector steps, Vector leafOfNode) {
    int node = 0;
    for (int tree = 0; tree < sizes.length(); tree++) {
      int end = node + sizes.integer(tree);
      expect(node < end, "a tree has no nodes");
      for (; node < end; node++) {
        int left = steps.unsignedShort(node, 0);
        int right = steps.unsignedShort(node, Short.BYTES);
        expect(node + left < end && node + right < end, "a node's way leads out of its tree");
        long leaf = Integer.toUnsignedLong(leafOfNode.integer(node));
        expect(
            (left != 0 && right != 0) || leaf + outputs <= leaves.length(),
            "a node has a leaf that is not there");
      }
    }
  }

  private static void expect(boolean holds, String fault) {
    if (!holds) {
      throw new ModelException("it is damaged: " + fault);
    }
  }
}
