package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.Booster.PredictionType;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;

/**
 * A model in XGBoost's native library.
 *
 * <p>Trees are predicted in place, which is thread-safe, without a lock. The linear booster knows
 * no such call; its predictions take turns.
 */
final class NativeBooster implements MarginComputer {
  /**
   * Rows per native call. The binding takes the process down when the array for the results of one
   * call does not fit into the heap.
   */
  private static final int CHUNK_ROWS = 4096;

  /** Measured: a booster occupies up to twice its file in UBJSON, less than that in JSON. */
  private static final int BYTES_PER_FILE_BYTE = 2;

  private final Booster booster;
  private final boolean linear;
  private final int[] iterations;
  private final int valuesPerRow;
  private final long fileBytes;
  private final ReentrantLock turns = new ReentrantLock();

  /** Makes the first prediction. It configures the booster, so no other thread may use it yet. */
  private NativeBooster(
      Booster booster, boolean linear, int[] iterations, int width, long fileBytes)
      throws XGBoostError {
    this.fileBytes = fileBytes;
    this.booster = booster;
    this.linear = linear;
    this.iterations = iterations;
    RowMatrix zeros = new RowMatrix(new float[width], 1, width);
    this.valuesPerRow = chunk(zeros, PredictionType.kValue)[0].length;
  }

  /**
   * To be called before {@link #load}.
   *
   * @throws LinkageError when the library cannot be loaded
   */
  static void loadLibrary() {
    XgboostLibrary.load();
    // Its warnings would be lines on stderr that are no log events.
    XGBoostJNI.XGBSetGlobalConfig("{\"verbosity\": 0}");
  }

  /**
   * @param model in a form that the library reads, whose trees are checked
   */
  static NativeBooster load(byte[] model, ModelDescription description)
      throws XGBoostError, IOException {
    Booster booster = XGBoost.loadModel(model);
    try {
      // The server's threads are the parallelism: an OpenMP team per row costs more than the row.
      booster.setParam("nthread", 1);
      boolean linear = description.booster().equals("gblinear");
      int rounds = linear ? 0 : booster.getNumBoostedRound();
      boolean all = description.iterations() == 0 || description.iterations() >= rounds;
      int[] iterations = {0, all ? 0 : description.iterations()};
      return new NativeBooster(booster, linear, iterations, description.width(), model.length);
    } catch (XGBoostError | RuntimeException e) {
      booster.dispose();
      throw e;
    }
  }

  @Override
  public float[] margins(RowMatrix rows) {
    return predict(rows, PredictionType.kMargin);
  }

  @Override
  public float[] values(RowMatrix rows) {
    return predict(rows, PredictionType.kValue);
  }

  private float[] predict(RowMatrix rows, PredictionType type) {
    try {
      if (rows.count() <= CHUNK_ROWS) {
        return flat(chunk(rows, type));
      }
      float[][] outputs = new float[rows.count()][];
      for (int begin = 0; begin < rows.count(); begin += CHUNK_ROWS) {
        int end = Math.min(begin + CHUNK_ROWS, rows.count());
        float[][] chunk = chunk(rows.slice(begin, end), type);
        System.arraycopy(chunk, 0, outputs, begin, chunk.length);
      }
      return flat(outputs);
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost failed to predict", e);
    }
  }

  private float[][] chunk(RowMatrix rows, PredictionType type) throws XGBoostError {
    if (linear) {
      return predictLinear(rows, type == PredictionType.kMargin);
    }
    return booster.inplace_predict(
        rows.values(), rows.count(), rows.width(), Float.NaN, iterations, type, null);
  }

  private float[][] predictLinear(RowMatrix rows, boolean margin) throws XGBoostError {
    turns.lock();
    DMatrix matrix = null;
    try {
      matrix = new DMatrix(rows.values(), rows.count(), rows.width(), Float.NaN);
      return booster.predict(matrix, margin);
    } finally {
      if (matrix != null) {
        matrix.dispose();
      }
      turns.unlock();
    }
  }

  private static float[] flat(float[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    float[] flat = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return flat;
  }

  @Override
  public int valuesPerRow() {
    return valuesPerRow;
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(0, BYTES_PER_FILE_BYTE * fileBytes);
  }

  @Override
  public void close() {
    booster.dispose();
  }
}
