package io.tandem.modelcontainertensorflow;

import io.tandem.inferencetestkit.models.ModelsUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The golden models of one output in turn, each with what Python answered to one of its rows. */
final class GoldenModels implements ModelsUnderTest {
  private static final List<String> NAMES =
      List.of("keras", "only-signature", "control-flow", "doubles", "one-row");

  private static final double TOLERANCE = 2e-5;

  @Override
  public Question good(int number, Path folder) throws IOException {
    String name = NAMES.get(number % NAMES.size());
    int row = 1 + number / NAMES.size() % 19;
    Files.delete(folder);
    Golden.copy(name, folder);
    String values = Files.readAllLines(Golden.FOLDER.resolve("rows.csv")).get(row);
    return new Question(
        Golden.csv(values + "\n"), Double.toString(Golden.answers(name)[row][0]), TOLERANCE);
  }

  /** The first half of a model. */
  @Override
  public String broken(Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file("keras"));
    Files.write(folder.resolve(TensorflowEngine.FILE), Arrays.copyOf(whole, whole.length / 2));
    return TensorflowEngine.FILE;
  }
}
