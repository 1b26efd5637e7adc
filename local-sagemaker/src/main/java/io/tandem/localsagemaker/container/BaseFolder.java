package io.tandem.localsagemaker.container;

import java.nio.file.Path;

/**
 * The {@code /opt/ml} of one container: {@code tmp} for scratch, and {@code model} with its
 * artifact or {@code models} with a folder for each loaded model.
 *
 * @param multiModel whether it is for many models
 */
record BaseFolder(Path path, boolean multiModel) {
  Path scratch() {
    return path.resolve("tmp");
  }

  /** The container only reads it. */
  Path artifacts() {
    return path.resolve(multiModel ? "models" : "model");
  }
}
