package io.tandem.modelcontainer.xgboost;

/**
 * A model file in one of the forms XGBoost has written over the years.
 *
 * @param root the whole document
 * @param bytes what the native library can load: the file itself, or its translation
 */
record ModelDocument(ModelNode root, NativeBytes bytes) {
  /** Not a record component of its own, since records compare arrays by identity. */
  static final class NativeBytes {
    final byte[] array;

    NativeBytes(byte[] array) {
      this.array = array;
    }
  }

  /**
   * @throws ModelException saying what the bytes are instead
   */
  static ModelDocument read(byte[] file) {
    if (file.length < 2) {
      throw new ModelException("the file is empty");
    }
    if (BinaryModel.recognizes(file)) {
      byte[] json = BinaryModel.toJson(file);
      return new ModelDocument(ModelNode.root(JsonReader.read(json)), new NativeBytes(json));
    }
    if (file[0] == '{' && (file[1] == '"' || file[1] <= ' ')) {
      return new ModelDocument(ModelNode.root(JsonReader.read(file)), new NativeBytes(file));
    }
    if (file[0] == '{') {
      Object document = UbjsonReader.read(file);
      return new ModelDocument(ModelNode.root(document), new NativeBytes(file));
    }
    throw new ModelException("it is neither XGBoost's JSON nor UBJSON nor its binary form");
  }
}
