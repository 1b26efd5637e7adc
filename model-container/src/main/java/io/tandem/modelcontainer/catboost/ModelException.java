package io.tandem.modelcontainer.catboost;

/** A model file is not what it should be. The message says where in the file and what. */
final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ModelException(String message) {
    super(message);
  }
}
