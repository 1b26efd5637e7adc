package io.tandem.ordercontainer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.MediaType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers are those of the two containers, byte for byte. */
final class SameAnswersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "online-retail, train, validation",
    "deferred-payment, sample, sample",
    "german-credit, records, records",
    "uci-credit-default, records, records",
  })
  void ofEveryBundledOrder(String example, String training, String asked) {
    Example bundled = new Example(example, training);
    List<String> orders = bundled.orders(asked);
    try (Halves halves = new Halves(bundled.train(folder), Map.of())) {
      halves.assertSame(orders.subList(0, Math.min(orders.size(), 2000)));
      // Several chunks, on all cores.
      halves.assertSame(
          MediaType.JSON_LINES, MediaType.of(MediaType.CSV), String.join("\n", orders));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "predicted_label",
    "probability",
    "'predicted_label,labels,probability,probabilities,raw_score,raw_scores'",
    "'probability,contributions'",
  })
  void underEveryKey(String keys) throws IOException {
    TwoHalves.write(folder, "xgboost-1.7/binary-logistic/xgboost-model", 6);
    Map<String, String> environment = Map.of("SAGEMAKER_INFERENCE_OUTPUT", keys);
    try (Halves halves = new Halves(folder, environment)) {
      halves.assertSame(TwoHalves.orders("xgboost-1.7"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "xgboost-1.7, binary-logistic/xgboost-model, 6",
    "xgboost-1.7, gblinear/xgboost-model, 6",
    "xgboost-1.7, dart/xgboost-model, 6",
    "xgboost-1.7, reg-gamma/xgboost-model, 6",
    "xgboost-1.7, multi-softmax/xgboost-model, 6",
    "xgboost-1.7, binary-hinge/xgboost-model, 6",
    "xgboost-1.7, rank-pairwise/xgboost-model, 6",
    "xgboost-1.7, survival-cox/xgboost-model, 6",
    "xgboost-1.7, multi-softprob/xgboost-model, 6",
    "onnx, binary-zipmap.onnx, 5",
    "onnx, binary-tensor.onnx, 5",
    "onnx, boosted-classifier.onnx, 5",
    "onnx, boosted-regressor.onnx, 5",
    "onnx, double-regressor.onnx, 5",
    "onnx, named-inputs.onnx, 5",
  })
  void ofEveryEngine(String golden, String model, int columns) throws IOException {
    TwoHalves.write(folder, golden + "/" + model, columns);
    try (Halves halves = new Halves(folder, Map.of())) {
      halves.assertSame(TwoHalves.orders(golden));
    }
  }

  @Test
  void whateverACallAsksFor() {
    List<String> orders = Example.ONLINE_RETAIL.orders("validation").subList(0, 300);
    Map<String, String> environment =
        Map.of(
            "SAGEMAKER_INFERENCE_OUTPUT", "probability",
            "TANDEM_OUTPUT_ON_REQUEST", "contributions,reasons");
    try (Halves halves = new Halves(Example.ONLINE_RETAIL.train(folder), environment)) {
      String reasons = "tandem-output=probability,reasons;tandem-reasons=2;tandem-language=de";
      for (MediaType accept : halves.accepts()) {
        for (String attributes :
            List.of("", reasons, "tandem-output=contributions", "tandem-reasons=2", "tandem-x=1")) {
          String body = String.join("\n", orders);
          halves.assertSame(MediaType.JSON_LINES, accept, body, attributes);
          halves.assertSame(MediaType.JSON, accept, orders.getFirst(), attributes);
        }
      }

      String said =
          halves.assertSame(
              MediaType.JSON_LINES, MediaType.of(MediaType.CSV), orders.getFirst() + "\n", reasons);
      assertTrue(said.matches("0\\.\\d+,\"\\[\\{\"\"code\"\":\"\"[A-Z]\\d\"\",.*\\]\"\n"), said);
    }
  }

  @Test
  void ofOrdersThatAreRefused() throws IOException {
    TwoHalves.write(folder, "xgboost-1.7/binary-logistic/xgboost-model", 6);
    List<String> orders = TwoHalves.orders("xgboost-1.7");
    try (Halves halves = new Halves(folder, Map.of())) {
      for (String wrong :
          List.of("", "[]", "{\"c0\":", "{\"c0\":\"x\"}", "{\"c0\":1e400}", "null", "7", "{}{}")) {
        halves.assertSame(MediaType.JSON, MediaType.of(MediaType.CSV), wrong);
        halves.assertSame(MediaType.JSON_LINES, MediaType.of(MediaType.CSV), wrong);
        List<String> later = new ArrayList<>(orders);
        later.set(orders.size() - 2, wrong);
        halves.assertSame(
            MediaType.JSON_LINES, MediaType.of(MediaType.JSON), String.join("\n", later));
      }
    }
  }

  /** The second of the columns takes whole numbers only. */
  @Test
  void ofNumbersThatTheModelCannotTake() throws IOException {
    TwoHalves.write(folder, "onnx-graphs/column-int64.onnx", 2);
    String good = "{\"c0\":0.7,\"c1\":3}";
    String bad = "{\"c0\":0.7,\"c1\":2.5}";
    String many = (good + "\n").repeat(40_000);
    try (Halves halves = new Halves(folder, Map.of())) {
      halves.assertSame(MediaType.JSON, MediaType.of(MediaType.CSV), good);
      halves.assertSame(MediaType.JSON, MediaType.of(MediaType.CSV), bad);
      halves.assertSame(MediaType.JSON_LINES, MediaType.of(MediaType.CSV), many);
      halves.assertSame(MediaType.JSON_LINES, MediaType.of(MediaType.CSV), many + bad);
      halves.assertSame(
          MediaType.JSON_LINES, MediaType.of(MediaType.CSV), many + bad + "\n" + good + "\n{");
    }
  }
}
