package io.tandem.ordercontainer;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Models of both engines in turn behind features that pass numbers on, each with what Python has
 * predicted.
 */
final class OrderModels implements ModelsUnderTest {
  private static final List<String> TREES =
      List.of("binary-logistic", "dart", "gblinear", "reg-squarederror", "forest", "reg-gamma");
  private static final List<String> GRAPHS =
      List.of("binary-zipmap", "binary-tensor", "boosted-classifier", "boosted-regressor");

  private static final int ROWS_OF_TREES = 40;
  private static final int ROWS_OF_GRAPHS = 30;

  /** scikit-learn computes in double, the operators in float. */
  private static final double GRAPH_TOLERANCE = 4e-6;

  private static final double TREE_TOLERANCE = 1e-7;

  @Override
  public Question good(int number, Path folder) throws IOException {
    return number % 4 == 3 ? graph(number / 4, folder) : trees(number - number / 4, folder);
  }

  private static Question trees(int index, Path folder) throws IOException {
    String name = TREES.get(index % TREES.size());
    int row = index / TREES.size() % ROWS_OF_TREES;
    TwoHalves.write(folder, "xgboost-1.7/" + name + "/xgboost-model", 6);
    Path golden = TwoHalves.GOLDEN.resolve("xgboost-1.7");
    String bits = Files.readAllLines(golden.resolve(name + ".txt")).get(row).split("\\|", -1)[0];
    float prediction = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
    return near(golden, row, Float.toString(prediction), TREE_TOLERANCE);
  }

  private static Question graph(int index, Path folder) throws IOException {
    String name = GRAPHS.get(index % GRAPHS.size());
    int row = index / GRAPHS.size() % ROWS_OF_GRAPHS;
    TwoHalves.write(folder, "onnx/" + name + ".onnx", 5);
    Path golden = TwoHalves.GOLDEN.resolve("onnx");
    String prediction = Files.readAllLines(golden.resolve(name + ".txt")).get(row);
    return near(golden, row, prediction, GRAPH_TOLERANCE);
  }

  private static Question near(Path golden, int row, String prediction, double tolerance)
      throws IOException {
    String order = TwoHalves.order(Files.readAllLines(golden.resolve("rows.csv")).get(row));
    return new Question(
        new Sample("application/json", order.getBytes(StandardCharsets.UTF_8)),
        prediction,
        tolerance);
  }

  /** Halves that do not belong together. */
  @Override
  public String broken(Path folder) throws IOException {
    TwoHalves.write(folder, "xgboost-1.7/binary-logistic/xgboost-model", 5);
    return "the model takes vectors of 6 columns, the feature set makes 5";
  }
}
