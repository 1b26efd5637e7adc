package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.FuzzFile;

/**
 * Jazzer's target for the readers of XGBoost's JSON, UBJSON and binary form: any bytes are a
 * checked document, whose trees give margins where they can be walked, or refused.
 */
public final class XgboostFuzz {
  private XgboostFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      ModelNode document = ModelDocument.read(bytes).root();
      ModelDescription description = ModelDescription.of(document);
      ForestReader.read(document, description).forest().ifPresent(ForestMargins::probe);
    } catch (ModelException refused) {
      FuzzFile.checkLine(refused);
    }
  }
}
