package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.FuzzFile;
import java.nio.charset.StandardCharsets;

/**
 * Jazzer's target for the checks of CatBoost's files: any bytes are found sound or refused. What
 * the library makes of sound ones is HostileFilesTest's.
 */
public final class CatboostFuzz {
  static {
    // Jackson's classes are large: made ready for the search before an input's time is taken.
    fuzzerTestOneInput("{\"features_info\":{}}".getBytes(StandardCharsets.UTF_8));
  }

  private CatboostFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      ModelFile found = ModelFile.read(bytes);
      Loss.of(found.info(), found.outputs());
    } catch (ModelException refused) {
      FuzzFile.checkLine(refused);
    }
  }
}
