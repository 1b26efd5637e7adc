package io.tandem.modelcontainer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that are kept: the oracle makes new ones for each row. */
final class SingleRowNumbersTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path NETWORK = GOLDEN.resolve("onnx-graphs/network.onnx");
  private static final int THREADS = 8;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onnx-graphs/network.onnx",
        "onnx/three-tensor.onnx",
        "onnx-graphs/input-of-one-row.onnx",
        "onnx-graphs/output-scalar.onnx",
        "onnx-graphs/output-squeezed-of-one-row.onnx",
        "onnx-trees/library-max.onnx",
      })
  void bitsAreThoseOfNewTensors(String graph) throws Exception {
    try (Opened opened = new Opened(GOLDEN.resolve(graph))) {
      assertInstanceOf(SingleRowNumbers.class, opened.numbers);
      for (float[] row : rows(200, opened.width)) {
        assertArrayEquals(opened.oracle(row), opened.numbersOf(row), 0f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onnx/binary-zipmap.onnx",
        "onnx/named-inputs.onnx",
        "onnx/double-regressor.onnx",
        "onnx-graphs/column-int64.onnx",
        "onnx-graphs/output-float16.onnx",
        "onnx-graphs/output-int64.onnx",
      })
  void otherInputsAndOutputsGoTheWayOfAll(String graph) throws Exception {
    try (Opened opened = new Opened(GOLDEN.resolve(graph))) {
      assertInstanceOf(SessionNumbers.class, opened.numbers);
    }
  }

  @Test
  void callersAtTheSameTimeGetTheirOwnNumbers() throws Exception {
    try (Opened opened = new Opened(NETWORK);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      CountDownLatch all = new CountDownLatch(THREADS);
      List<Future<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < THREADS; caller++) {
        int seed = caller;
        callers.add(
            threads.submit(
                () -> {
                  all.countDown();
                  all.await();
                  for (float[] row : rows(2000, opened.width, seed)) {
                    assertArrayEquals(opened.oracle(row), opened.numbersOf(row), 0f);
                  }
                  return null;
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
      assertTrue(opened.kept().idleCount() <= THREADS);
    }
  }

  @Test
  void severalRowsAtOnceAreOneRunUnlessTheModelTakesOneOnly() throws Exception {
    for (int chunk : new int[] {1, 4096}) {
      try (Opened opened = new Opened(NETWORK, chunk)) {
        List<float[]> rows = rows(5, opened.width);
        float[] joined = new float[5 * opened.width];
        for (int i = 0; i < 5; i++) {
          System.arraycopy(rows.get(i), 0, joined, i * opened.width, opened.width);
        }
        NumberArray.Floats found = new NumberArray.Floats(new float[6]);

        opened.numbers.read(new RowMatrix(joined, 5, opened.width), found, 1);

        for (int i = 0; i < 5; i++) {
          assertEquals(opened.oracle(rows.get(i))[0], found.array()[1 + i], chunk == 1 ? 0 : 1e-6f);
        }
      }
    }
  }

  @Test
  void manyCallsKeepOnePair() throws Exception {
    try (Opened opened = new Opened(NETWORK)) {
      float[] row = rows(1, opened.width).getFirst();
      opened.numbersOf(row);
      long before = directBuffers();
      for (int i = 0; i < 20_000; i++) {
        opened.numbersOf(row);
      }
      assertTrue(directBuffers() <= before);
      assertEquals(1, opened.kept().idleCount());
    }
  }

  @Test
  void aFailedRunLosesNoPairAndLeavesNoNumbers() throws Exception {
    try (Opened opened = new Opened(GOLDEN.resolve("onnx-graphs/network-table.onnx"))) {
      float[] row = {1, 0};
      float[] expected = opened.numbersOf(row);
      float[] refused = {3, 0};

      for (int i = 0; i < 3; i++) {
        assertThrows(OrtException.class, () -> opened.numbersOf(refused));
      }

      assertArrayEquals(expected, opened.numbersOf(row), 0f);
      assertEquals(1, opened.kept().idleCount());
    }
  }

  @Test
  void afterItIsClosedNothingIsKeptAndNothingRuns() throws Exception {
    Opened opened = new Opened(NETWORK);
    float[] row = rows(1, opened.width).getFirst();
    opened.numbersOf(row);

    opened.close();

    assertEquals(0, opened.kept().idleCount());
    assertThrows(IllegalStateException.class, () -> opened.numbersOf(row));
  }

  @Test
  void tensorsInUseAreClosedWhenTheirCallEnds() throws Exception {
    try (Opened opened = new Opened(NETWORK);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      CountDownLatch all = new CountDownLatch(THREADS);
      List<Future<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < THREADS; caller++) {
        callers.add(
            threads.submit(
                () -> {
                  float[] row = rows(1, opened.width).getFirst();
                  float[] expected = opened.numbersOf(row);
                  all.countDown();
                  while (true) {
                    assertArrayEquals(expected, opened.numbersOf(row), 0f);
                  }
                }));
      }
      all.await();

      opened.kept().closeIdle();

      for (Future<?> caller : callers) {
        ExecutionException ended = assertThrows(ExecutionException.class, caller::get);
        assertInstanceOf(IllegalStateException.class, ended.getCause());
      }
      assertEquals(0, opened.kept().idleCount());
    }
  }

  /** Every third row lacks a value. */
  private static List<float[]> rows(int count, int width, int seed) {
    Random random = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] row = new float[width];
      for (int column = 0; column < width; column++) {
        row[column] = (float) random.nextGaussian();
      }
      if (i % 3 == 2) {
        row[random.nextInt(width)] = Float.NaN;
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<float[]> rows(int count, int width) {
    return rows(count, width, 7);
  }

  private static long directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getCount)
        .sum();
  }

  /** A session, once as it is served and once as anybody would call it. */
  private static final class Opened implements AutoCloseable {
    private final OrtEnvironment environment = OnnxModel.environment();
    private final OrtSession session;
    private final OnnxOutputs outputs;
    final RowNumbers numbers;
    final int width;
    private final int answered;
    private final boolean single;

    Opened(Path file) throws OrtException {
      this(file, 4096);
    }

    Opened(Path file, int chunk) throws OrtException {
      session = environment.createSession(file.toString());
      OnnxInputs inputs = OnnxInputs.of(session.getInputInfo().values(), List.of());
      outputs = OnnxOutputs.of(session.getOutputInfo().values());
      width = inputs.width();
      OnnxSession all = new OnnxSession(environment, session, inputs, outputs);
      OutputNumbers learned =
          all.learn(new RowMatrix(new float[width], 1, width), ClassLabels.of(file, outputs.name()))
              .numbers();
      answered = learned.width();
      single = learned.singlePrecision();
      numbers =
          SingleRowNumbers.of(
              new SessionNumbers(all, learned, chunk, Evaluator.of("onnx"), new MemoryUse(0, 0)));
    }

    SingleRowNumbers kept() {
      return (SingleRowNumbers) numbers;
    }

    float[] numbersOf(float[] row) throws OrtException {
      NumberArray found = NumberArray.of(single, answered);
      numbers.read(new RowMatrix(row, 1, width), found, 0);
      return ((NumberArray.Floats) found).array();
    }

    float[] oracle(float[] row) throws OrtException {
      String input = session.getInputNames().iterator().next();
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, new float[][] {row});
          OrtSession.Result result = session.run(Map.of(input, tensor))) {
        float[] found = new float[answered];
        ((OnnxTensor) result.get(outputs.name()).orElseThrow()).getFloatBuffer().get(found);
        return found;
      }
    }

    @Override
    public void close() {
      numbers.close();
    }
  }
}
