package io.tandem.localsagemaker.request;

/** How a container of a model serves: one model all its life, or many under one prefix. */
public enum ContainerMode {
  SINGLE_MODEL,

  /** Keeps models in memory until another needs the room. */
  MULTI_MODEL,

  /** Unloads each model after its call. */
  MULTI_MODEL_WITHOUT_CACHE;

  public boolean isMultiModel() {
    return this != SINGLE_MODEL;
  }
}
