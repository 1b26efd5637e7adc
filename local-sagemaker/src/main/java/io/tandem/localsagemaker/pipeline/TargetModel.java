package io.tandem.localsagemaker.pipeline;

import io.undertow.util.HttpString;

/**
 * A loaded model of a multi-model container.
 *
 * @param hostname of the container
 * @param key as the caller names it
 * @param path of its invocations
 */
public record TargetModel(String hostname, String key, String path) {
  /** Names the key, from the caller to the container. */
  public static final HttpString HEADER = new HttpString("X-Amzn-SageMaker-Target-Model");
}
