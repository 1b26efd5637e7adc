package io.tandem.modelcontainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.TracedServing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every engine as a process that calls nobody. Its environment has no CI: ONNX Runtime, for one, is
 * silent there of its own accord.
 */
final class EnginesTraceTest {
  @TempDir Path base;

  @ParameterizedTest
  @CsvSource({
    "xgboost-1.7/binary-logistic.ubj, '1,2.5,,-4e-3,0,6'",
    "lightgbm/4.3.0/categorical.txt, '1,2.5,,-4e-3,0,6'",
    "catboost/multiclass.cbm, '1,2.5,,-4e-3,0,6'",
    "catboost/logloss.json, '1,2.5,,-4e-3,0,6'",
    "xgboost-1.7/gblinear.ubj, '1,2.5,0,-4e-3,0,6'",
    "onnx-trees/forest-two-zipmap.onnx, '1,2.5,0,-4e-3'",
    "onnx/binary-zipmap.onnx, '1,2.5,0,-4e-3,0'",
  })
  void servesAloneAndWritesNothing(String model, String row) throws Exception {
    Path file = Artifacts.ONNX.resolveSibling(model);
    Artifacts.copy(file, base.resolve("model"), String.valueOf(file.getFileName()));
    Sample sample = new Sample("text/csv", row.getBytes(UTF_8));

    TracedServing.of(ModelContainer.class, Map.of(), base, List.of(sample))
        .assertCallsNobody()
        .assertWritesNothingButLibraries(TracedServing.temporary(base));
  }

  @Test
  void trainsAloneAndWritesWhereItWasTold() throws Exception {
    write(
        "input/config/hyperparameters.json",
        "{\"objective\":\"binary:logistic\",\"num_round\":\"3\"}");
    write("input/data/train/rows.csv", "0,1,2\n1,3,4\n0,1,1\n1,4,4\n".repeat(20));
    Files.createDirectories(base.resolve("model"));

    TracedServing.ofTraining(ModelContainer.class, base)
        .assertCallsNobody()
        .assertWritesOnlyTo(
            base.resolve("model"),
            base.resolve("output"),
            base.resolve("checkpoints"),
            TracedServing.temporary(base));
  }

  private void write(String place, String text) throws IOException {
    Path file = base.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
