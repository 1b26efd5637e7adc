package io.tandem.modelcontainer.lightgbm;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.FuzzFile;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Jazzer's target for LightGBM's text: any bytes are a model that predicts any row, or refused. */
public final class LightgbmFuzz {
  private static final FuzzFile FILE = new FuzzFile("model.txt");

  private LightgbmFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    try (Model model = LightgbmModel.load(FILE.of(bytes), List.of())) {
      for (float value : new float[] {Float.NaN, 0, -2.5f, 3e38f}) {
        float[] row = new float[model.width()];
        Arrays.fill(row, value);
        model.predict(new RowMatrix(row, 1, row.length));
      }
    } catch (ContainerException refused) {
      FuzzFile.checkLine(refused);
    }
  }
}
