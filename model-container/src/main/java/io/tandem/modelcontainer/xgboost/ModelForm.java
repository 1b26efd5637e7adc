package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.MemoryUse;

/** The forms that XGBoost has written models in. */
enum ModelForm {
  /** The library reads the text too, and takes most of it. */
  JSON(3, 13),
  UBJSON(5, 8),
  /** Translated to UBJSON, which is somewhat larger. */
  BINARY(8, 10),
  NONE(0, 0);

  /** Enough to tell the form by. */
  static final int HEAD_BYTES = 1 << 8;

  // Measured, per byte of the file, with models of 300 and 1000 trees.
  private final int heap;
  private final int outside;

  ModelForm(int heap, int outside) {
    this.heap = heap;
    this.outside = outside;
  }

  /**
   * @param file its beginning is enough
   */
  static ModelForm of(byte[] file) {
    if (BinaryModel.recognizes(file)) {
      return BINARY;
    }
    if (file.length < 2 || file[0] != '{') {
      return NONE;
    }
    return file[1] == '"' || file[1] <= ' ' ? JSON : UBJSON;
  }

  /** The most that a file of this form needs while it is loaded: here, and in the library. */
  MemoryUse loadMemory(long fileBytes) {
    return new MemoryUse(heap * fileBytes, outside * fileBytes);
  }
}
