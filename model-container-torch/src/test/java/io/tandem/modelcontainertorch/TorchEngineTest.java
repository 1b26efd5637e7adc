package io.tandem.modelcontainertorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TorchEngineTest {
  private static final TorchEngine ENGINE = new TorchEngine();

  @TempDir Path folder;

  private Model load(String body, String objective, int width) throws IOException {
    Path file = ScriptFile.of(body).writeTo(folder.resolve("model.pt"));
    return ENGINE.load(file, new Stated(objective, width, List.of()));
  }

  private static String refused(Path file, Stated stated) {
    String message =
        assertThrows(ContainerException.class, () -> ENGINE.load(file, stated).close())
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private void assertRefused(String body, String because) throws IOException {
    Path file = ScriptFile.of(body).writeTo(folder.resolve("model.pt"));
    String message = refused(file, new Stated("", 6, List.of()));
    assertTrue(message.contains(because), message);
  }

  @ParameterizedTest
  @MethodSource("io.tandem.modelcontainertorch.GoldenModel#all")
  void aFileIsKnownByItsFirstBytes(GoldenModel golden) throws IOException {
    byte[] file = Files.readAllBytes(golden.file());

    assertTrue(ENGINE.recognizes(file));
    assertTrue(ENGINE.recognizes(Arrays.copyOf(file, Math.min(file.length, 1 << 16))));
  }

  @Test
  void aWidthThatIsNotTheModulesIsRefused() {
    String message =
        refused(GoldenModel.newest("mlp").file(), new Stated("", 5, List.of("a", "b")));

    assertTrue(message.contains("(3x5 and 6x16)"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spread", "frozen", "imputed"})
  void aModuleThatDoesNotShowItsWidthIsRefusedUntilItIsStated(String name) {
    GoldenModel golden = GoldenModel.newest(name);
    String message = refused(golden.file(), Stated.NOTHING);

    assertTrue(message.contains("state it: as \"width\" in manifest.json"), message);
    golden.load().close();
  }

  @ParameterizedTest
  @CsvSource({
    "return torch.sum(x), it gives a tensor of the shape [] for 3 rows",
    "'return torch.reshape(x, [6, -1])', 'it gives a tensor of the shape [6, 3] for 3 rows'",
    "return torch.argmax(x), it gives a tensor of",
    "'return torch.argmax(x, 1)', it gives a tensor of int64; expected float32 or float64",
    "'return torch.dropout(torch.sum(x, [1]), 0.5, True)', save it after model.eval()",
    "'return torch.softmax(torch.sum(x, [1]), 0)', save it after model.eval()",
    "'return torch.select(x, 1, 77)', Dimension out of range",
    "return y, PyTorch cannot load it",
  })
  void whatIsNoNumbersForEachRowIsRefused(String body, String because) throws IOException {
    assertRefused(body, because.replace("Dimension out of range", "out of range"));
  }

  @ParameterizedTest
  @CsvSource({
    "'return (x, x)', 'Tuple[Tensor, Tensor]', 'it gives 2 tensors'",
    "return 1.5, float, ''",
    "return \"x\", str, ''",
  })
  void whatIsNoTensorIsRefused(String body, String type, String because) throws IOException {
    Path file = ScriptFile.of(body, type).writeTo(folder.resolve("model.pt"));
    String message = refused(file, new Stated("", 6, List.of()));
    assertTrue(message.contains(because), message);
  }

  /** The request is answered 500; the reason is in the log. */
  @Test
  void aRowThatTheModuleFailsOnIsAnException() throws IOException {
    String body =
        """
        if torch.gt(torch.max(x), 5):
          ops.prim.RaiseException("no row of mine")
        else:
          pass
        return torch.sum(x, [1])
        """;
    try (Model model = load(body, "", 1)) {
      assertThrows(
          IllegalStateException.class, () -> model.predict(new RowMatrix(new float[] {6}, 1, 1)));
      assertEquals(5, model.predict(new RowMatrix(new float[] {5}, 1, 1)).value(0, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, SCORE",
    "'', 3, SCORE",
    "score, 3, SCORE",
    "margin, 1, MARGIN",
    "probability, 1, PROBABILITY",
    "probability, 2, PROBABILITY",
    "probabilities, 3, PROBABILITIES",
  })
  void theNumbersMeanWhatTheArtifactStates(String objective, int numbers, Kind kind)
      throws IOException {
    try (Model model = load("return x", objective, numbers)) {
      assertEquals(kind, model.output().kind());
      assertEquals(numbers, model.output().width());
      assertEquals(objective.isEmpty() ? "score" : objective, model.output().name());
    }
  }

  @ParameterizedTest
  @CsvSource({"margin, 2", "probability, 3", "probabilities, 1", "binary:logistic, 1"})
  void aMeaningThatTheNumbersCannotHaveIsRefused(String objective, int numbers) {
    String message =
        assertThrows(ContainerException.class, () -> load("return x", objective, numbers).close())
            .getMessage();

    assertTrue(message.contains(objective) && message.contains("expected"), message);
  }

  @Test
  void whatIsNotFiniteIsGivenAsItIs() throws IOException {
    try (Model model = load("return torch.log(x)", "", 1)) {
      Predictions found = model.predict(new RowMatrix(new float[] {-1, 0, Float.NaN}, 3, 1));

      assertArrayEquals(
          new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Double.NaN},
          new double[] {found.value(0, 0), found.value(1, 0), found.value(2, 0)});
    }
  }

  @Test
  void manyThreadsGetTheSameNumbersAsOne() throws Exception {
    GoldenModel golden = GoldenModel.newest("residual");
    RowMatrix rows = golden.rows();
    double[] expected = golden.expected();
    try (Model model = golden.load();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int row = i % rows.count();
        calls.add(
            threads.submit(
                () ->
                    GoldenModel.assertNear(
                        new double[] {expected[row]}, model.predict(rows.slice(row, row + 1)))));
      }
      for (Future<?> call : calls) {
        join(call);
      }
    }
  }

  private static void join(Future<?> call) throws Exception {
    try {
      call.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** A tensor for each call would be 20 MB, a module for each load 22 MB. */
  @Test
  void tenThousandCallsAndManyLoadsLeaveNothing() throws IOException {
    GoldenModel golden = GoldenModel.newest("wide");
    RowMatrix row = golden.rows().slice(0, 1);
    try (Model model = golden.load()) {
      call(model, row, 10_000);
      reload(golden, 100);
      long before = residentKilobytes();
      call(model, row, 10_000);
      reload(golden, 300);
      long grown = residentKilobytes() - before;
      assertTrue(grown < 8 << 10, grown + " KiB");
    }
  }

  private static void call(Model model, RowMatrix row, int times) {
    for (int i = 0; i < times; i++) {
      model.predict(row);
    }
  }

  private static void reload(GoldenModel golden, int times) {
    for (int i = 0; i < times; i++) {
      golden.load().close();
    }
  }

  private static long residentKilobytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
