package io.tandem.modelcontainertensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that TensorFlow for Java 1.1 makes and judges: its own binding of the same library 2.18,
 * which must give the very bits.
 */
final class JavaModelsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 300})
  void aModelAnswersAsTensorflowsOwnBindingDoes(int width, @TempDir Path folder)
      throws IOException {
    Random random = new Random(width);
    JavaModel.save(width, 5, random, folder);
    float[] values = JavaModel.floats(4 * width, random);

    try (Model model = Golden.load(folder.resolve(TensorflowEngine.FILE))) {
      assertEquals(width, model.width());
      Predictions found = model.predict(new RowMatrix(values, 4, width));

      assertArrayEquals(
          JavaModel.answers(folder, values, width), ((Predictions.OfFloats) found).values(), 0);
    }
  }
}
