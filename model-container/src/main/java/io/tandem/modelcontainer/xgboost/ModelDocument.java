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
    return switch (ModelForm.of(file)) {
      case BINARY -> {
        byte[] translated = BinaryModel.toUbjson(file);
        yield new ModelDocument(
            ModelNode.root(UbjsonReader.read(translated)), new NativeBytes(translated));
      }
      case JSON -> new ModelDocument(ModelNode.root(JsonReader.read(file)), new NativeBytes(file));
      case UBJSON ->
          new ModelDocument(ModelNode.root(UbjsonReader.read(file)), new NativeBytes(file));
      case NONE ->
          throw new ModelException("it is neither XGBoost's JSON nor UBJSON nor its binary form");
    };
  }
}
