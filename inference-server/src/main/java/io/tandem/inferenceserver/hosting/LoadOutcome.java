package io.tandem.inferenceserver.hosting;

/**
 * What became of a request to load a model.
 *
 * @param detail what was found and what to do; empty when it was loaded
 */
public record LoadOutcome(Kind kind, String detail) {
  /** The model answers from now on, or why it does not. */
  public enum Kind {
    LOADED,

    /** A model of this name is loaded or is being loaded. */
    ALREADY_LOADED,

    /** Others have to be unloaded first. */
    NO_ROOM,

    /** The artifact or its address is wrong. */
    INVALID,

    /** Too many loads wait. */
    BUSY,

    /** No model is loaded any more. */
    STOPPING
  }
}
