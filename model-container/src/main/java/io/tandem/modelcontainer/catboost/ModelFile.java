package io.tandem.modelcontainer.catboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a model file says of itself. Whoever has one of these may give the file to the library.
 *
 * @param columns the names of the columns; one that has none is named by its number
 * @param outputs raw values per row
 */
record ModelFile(Form form, List<String> columns, int outputs, ModelInfo info) {
  /** The forms that CatBoost writes a model in and reads again. */
  enum Form {
    BINARY("bin", 1, 4, 2),
    JSON("json", 1, 12, 1),
    NONE("", 0, 0, 0);

    /** Enough to tell the form by. */
    static final int HEAD_BYTES = 1 << 16;

    private static final Pattern JSON_START =
        Pattern.compile(
            "\\s*+\\{(?:\\s*+\"(?:features_info|model_info|scale_and_bias|ctr_data)\"\\s*+:"
                + "|.*\"oblivious_trees\"\\s*+:)",
            Pattern.DOTALL);

    /** As the library calls it. */
    final String format;

    // Measured, per byte of the file.
    private final int heap;
    private final int loading;
    private final int loaded;

    Form(String format, int heap, int loading, int loaded) {
      this.format = format;
      this.heap = heap;
      this.loading = loading;
      this.loaded = loaded;
    }

    /**
     * @param file its beginning is enough
     */
    static Form of(byte[] file) {
      String head =
          new String(file, 0, Math.min(file.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
      if (head.startsWith(BinaryForm.MARK)) {
        return BINARY;
      }
      return JSON_START.matcher(head).lookingAt() ? JSON : NONE;
    }

    /** The most that a file of this form needs while it is loaded: here, and in the library. */
    MemoryUse loading(long fileBytes) {
      return new MemoryUse(heap * fileBytes, loading * fileBytes);
    }

    MemoryUse loaded(long fileBytes) {
      return new MemoryUse(0, loaded * fileBytes);
    }
  }

  ModelFile {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new ModelException("it has no columns of numbers");
    }
    if (columns.size() > RowMatrix.MAX_WIDTH) {
      throw new ModelException(
          "it has %d columns; at most %d".formatted(columns.size(), RowMatrix.MAX_WIDTH));
    }
  }

  /**
   * Reads and checks a file.
   *
   * @throws ModelException naming the place and what is wrong with it
   */
  static ModelFile read(byte[] file) {
    return switch (Form.of(file)) {
      case BINARY -> BinaryForm.read(file);
      case JSON -> JsonForm.read(file);
      case NONE -> throw new ModelException("it is neither CatBoost's binary form nor its JSON");
    };
  }

  /** For what is not a number in rows: columns of other kinds. */
  static ModelException unservedColumns(String kind) {
    return new ModelException(
        "it has "
            + kind
            + ", which rows of numbers cannot fill; train it on numbers, such as one-hot or hashed"
            + " columns");
  }
}
