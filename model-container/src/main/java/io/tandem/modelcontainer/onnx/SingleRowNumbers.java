package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By ONNX Runtime, with tensors that are kept from one row to the next: making them anew takes
 * longer than running a small model. Several rows at once go to the runtime as they are.
 *
 * <p>There are as many pairs of tensors as there were calls at the same time. They belong to the
 * model and not to the threads, which outlive it.
 */
final class SingleRowNumbers implements RowNumbers {
  /** Numbers of a row, and of its answer: from here on, what is kept would outweigh the gain. */
  private static final int MAX_NUMBERS = 1 << 12;

  private final SessionNumbers runtime;
  private final String input;
  private final long[] shape;

  /** Guarded by itself. */
  private final Deque<Tensors> idle = new ArrayDeque<>();

  /** Guarded by {@link #idle}. */
  private boolean closed;

  /** Of one row: its columns and, behind a run, its answer. For one thread at a time. */
  private final class Tensors implements AutoCloseable {
    private final FloatBuffer row = floats(width());
    private final FloatBuffer answer = floats(runtime.numbers().width());
    private final OnnxTensor rowTensor;
    private final OnnxTensor answerTensor;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    Tensors() throws OrtException {
      OnnxSession session = runtime.session();
      rowTensor =
          OnnxTensor.createTensor(session.environment(), row, new long[] {1, row.capacity()});
      answerTensor = OnnxTensor.createTensor(session.environment(), answer, shape);
      inputs = Map.of(input, rowTensor);
      outputs = Map.of(session.outputs().name(), answerTensor);
    }

    private static FloatBuffer floats(int count) {
      return ByteBuffer.allocateDirect(count * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    void run(RowMatrix rows, int number, NumberArray into, int offset) throws OrtException {
      row.put(0, rows.values(), number * row.capacity(), row.capacity());
      // The result owns nothing: the tensor that it holds is ours.
      runtime.session().session().run(inputs, Set.of(), outputs).close();
      for (int i = 0; i < answer.capacity(); i++) {
        into.set(offset + i, answer.get(i));
      }
    }

    @Override
    public void close() {
      rowTensor.close();
      answerTensor.close();
    }
  }

  private SingleRowNumbers(SessionNumbers runtime, String input, long[] shape) {
    this.runtime = runtime;
    this.input = input;
    this.shape = shape;
  }

  /** The same numbers, sooner where the model takes and gives floats and nothing else. */
  static RowNumbers of(SessionNumbers runtime) {
    Optional<String> input = runtime.session().inputs().only(ColumnType.FLOAT);
    if (input.isEmpty()
        || !(runtime.numbers() instanceof OutputNumbers.OfTensor output)
        || output.ofOneRow().type != OnnxJavaType.FLOAT
        || runtime.session().inputs().width() > MAX_NUMBERS
        || output.width() > MAX_NUMBERS) {
      return runtime;
    }
    SingleRowNumbers kept =
        new SingleRowNumbers(runtime, input.get(), output.ofOneRow().getShape());
    if (kept.givesTheSame()) {
      return kept;
    }
    kept.closeIdle();
    return runtime;
  }

  /** A model may give another shape to another row, or keep what it has seen. */
  private boolean givesTheSame() {
    int width = width();
    int numbers = runtime.numbers().width();
    float[] row = new float[width];
    try {
      for (float step : new float[] {0, 0.37f, 0}) {
        for (int column = 0; column < width; column++) {
          row[column] = step * (column % 7 - 3);
        }
        RowMatrix rows = new RowMatrix(row, 1, width);
        NumberArray.Floats here = new NumberArray.Floats(new float[numbers]);
        NumberArray.Floats there = new NumberArray.Floats(new float[numbers]);
        read(rows, here, 0);
        runtime.read(rows, there, 0);
        if (!Arrays.equals(here.array(), there.array())) {
          return false;
        }
      }
      return true;
    } catch (OrtException | OnnxException e) {
      return false;
    }
  }

  private int width() {
    return runtime.session().inputs().width();
  }

  @Override
  public void read(RowMatrix rows, NumberArray into, int offset) throws OrtException {
    if (rows.count() > 1 && runtime.chunk() > 1) {
      runtime.read(rows, into, offset);
      return;
    }
    Tensors tensors = take();
    try {
      for (int row = 0; row < rows.count(); row++) {
        tensors.run(rows, row, into, offset + row * runtime.numbers().width());
      }
    } finally {
      giveBack(tensors);
    }
  }

  private Tensors take() throws OrtException {
    synchronized (idle) {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      @Nullable Tensors tensors = idle.pollLast();
      if (tensors != null) {
        return tensors;
      }
    }
    return new Tensors();
  }

  private void giveBack(Tensors tensors) {
    synchronized (idle) {
      if (!closed) {
        idle.addLast(tensors);
        return;
      }
    }
    tensors.close();
  }

  /** Pairs of tensors that nobody uses at this moment. */
  int idleCount() {
    synchronized (idle) {
      return idle.size();
    }
  }

  @Override
  public Evaluator evaluator() {
    return runtime.evaluator();
  }

  @Override
  public MemoryUse memory() {
    return runtime.memory();
  }

  @Override
  public void close() {
    closeIdle();
    runtime.close();
  }

  /** From now on no call begins; what is in use is closed when its call ends. */
  void closeIdle() {
    synchronized (idle) {
      closed = true;
      idle.forEach(Tensors::close);
      idle.clear();
    }
  }
}
