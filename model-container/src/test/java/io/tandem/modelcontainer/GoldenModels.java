package io.tandem.modelcontainer;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Models of all engines in turn, each with what Python has predicted, and between them trees whose
 * answer is their number.
 */
final class GoldenModels implements ModelsUnderTest {
  private static final List<String> TREES =
      List.of("binary-logistic", "dart", "gblinear", "reg-squarederror", "forest", "reg-gamma");
  private static final List<String> GRAPHS =
      List.of("binary-zipmap", "binary-tensor", "boosted-classifier", "boosted-regressor");

  private static final List<String> LIGHTGBM =
      List.of("4.3.0/binary", "3.1.1/categorical", "4.3.0/missing-zero", "4.1.0/rf");

  private static final List<String> CATBOOST = List.of("logloss", "lossguide", "rmse", "scaled");

  /** scikit-learn computes in double, the operators in float. */
  private static final double GRAPH_TOLERANCE = 4e-6;

  private static final double TREE_TOLERANCE = 1e-7;

  /** One split: what is not below 0.5 falls into the leaf. */
  private static final String ONE_TREE =
      """
      {"version":[2,1,4],"learner":{"attributes":{},"feature_names":[],"feature_types":[],\
      "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},\
      "iteration_indptr":[0,1],"tree_info":[0],"trees":[{"base_weights":[0.0,-1.0,LEAF],\
      "categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],\
      "default_left":[0,0,0],"id":0,"left_children":[1,-1,-1],"loss_changes":[1.0,0.0,0.0],\
      "parents":[2147483647,0,0],"right_children":[2,-1,-1],"split_conditions":[0.5,-1.0,LEAF],\
      "split_indices":[0,0,0],"split_type":[0,0,0],"sum_hessian":[4.0,2.0,2.0],\
      "tree_param":{"num_deleted":"0","num_feature":"1","num_nodes":"3","size_leaf_vector":"1"}}]},\
      "name":"gbtree"},"learner_model_param":{"base_score":"0E0","boost_from_average":"1",\
      "num_class":"0","num_feature":"1","num_target":"1"},"objective":{"name":"reg:squarederror",\
      "reg_loss_param":{"scale_pos_weight":"1"}}}}
      """;

  @Override
  public Question good(int number, Path folder) throws IOException {
    return switch (number % 8) {
      case 1 -> trees(number / 8, folder);
      case 3 -> graph(number / 8, folder);
      case 5 -> lightgbm(number / 8, folder);
      case 7 -> catboost(number / 8, folder);
      default -> oneTree(number, folder);
    };
  }

  private static Question oneTree(int number, Path folder) throws IOException {
    String leaf = number + ".5";
    Files.writeString(folder.resolve("model.json"), ONE_TREE.replace("LEAF", leaf));
    return Question.exactly(csv("1"), leaf + "\n");
  }

  private static Question trees(int index, Path folder) throws IOException {
    String name = TREES.get(index % TREES.size());
    int row = index / TREES.size();
    Artifacts.copy(
        Artifacts.XGBOOST.resolve(name).resolve("xgboost-model"), folder, "xgboost-model");
    String bits =
        Files.readAllLines(Artifacts.XGBOOST.resolve(name + ".txt")).get(row).split("\\|", -1)[0];
    float prediction = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
    return near(Artifacts.XGBOOST, row, Float.toString(prediction), TREE_TOLERANCE);
  }

  private static Question graph(int index, Path folder) throws IOException {
    String name = GRAPHS.get(index % GRAPHS.size());
    int row = index / GRAPHS.size();
    Artifacts.copy(Artifacts.ONNX.resolve(name + ".onnx"), folder, "model.onnx");
    String prediction = Files.readAllLines(Artifacts.ONNX.resolve(name + ".txt")).get(row);
    return near(Artifacts.ONNX, row, prediction, GRAPH_TOLERANCE);
  }

  private static Question lightgbm(int index, Path folder) throws IOException {
    String name = LIGHTGBM.get(index % LIGHTGBM.size());
    Artifacts.copy(Artifacts.LIGHTGBM.resolve(name + ".txt"), folder, "model.txt");
    return doubles(Artifacts.LIGHTGBM, name, index / LIGHTGBM.size());
  }

  private static Question catboost(int index, Path folder) throws IOException {
    String name = CATBOOST.get(index % CATBOOST.size());
    Artifacts.copy(Artifacts.CATBOOST.resolve(name + ".cbm"), folder, "model");
    return doubles(Artifacts.CATBOOST, name, index / CATBOOST.size());
  }

  private static Question doubles(Path golden, String name, int row) throws IOException {
    String bits =
        Files.readAllLines(golden.resolve(name + ".expected")).get(row).split("\\|", -1)[0];
    double prediction = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    return near(golden, row, Double.toString(prediction), TREE_TOLERANCE);
  }

  private static Question near(Path golden, int row, String prediction, double tolerance)
      throws IOException {
    String values = Files.readAllLines(golden.resolve("rows.csv")).get(row);
    return new Question(csv(values), prediction, tolerance);
  }

  private static Sample csv(String row) {
    return new Sample("text/csv", (row + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The first half of a model. */
  @Override
  public String broken(Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(Artifacts.XGBOOST.resolve("binary-logistic.ubj"));
    Files.write(folder.resolve("broken.ubj"), Arrays.copyOf(whole, whole.length / 2));
    return "broken.ubj";
  }
}
