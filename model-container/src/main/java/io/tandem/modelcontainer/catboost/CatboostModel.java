package io.tandem.modelcontainer.catboost;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.ColumnNames;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.NativeLibrary;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CatBoost model. Its library may be called for one model by many threads at once, and makes no
 * threads of its own.
 */
final class CatboostModel implements Model {
  static final String ENGINE = "catboost";
  static final String EXPECTED = "saved by CatBoost (model.save_model), as cbm or JSON";

  private static final Logger LOG = LoggerFactory.getLogger(CatboostModel.class);

  /** The most that an array can hold. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  /** Rows per native call, which bounds what the library and the JVM's references to rows take. */
  private static final int CHUNK_ROWS = 4096;

  private final long handle;
  private final int width;
  private final List<String> columns;
  private final Loss loss;
  private final MemoryUse memory;

  private CatboostModel(long handle, int width, List<String> columns, Loss loss, MemoryUse memory) {
    this.handle = handle;
    this.width = width;
    this.columns = columns;
    this.loss = loss;
    this.memory = memory;
  }

  /**
   * Loads a model file.
   *
   * @param columns as the artifact names them, or empty
   * @throws ContainerException when the file is no model of CatBoost that is served
   */
  static CatboostModel load(Path file, List<String> columns) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelException("it has " + Files.size(file) + " bytes; at most " + MAX_BYTES);
      }
      byte[] bytes = Files.readAllBytes(file);
      ModelFile checked = ModelFile.read(bytes);
      Loss loss = Loss.of(checked.info(), checked.outputs());
      warnOfThreshold(checked.info(), loss.output());
      return new CatboostModel(
          handle(bytes, checked),
          checked.columns().size(),
          names(checked.columns(), columns),
          loss,
          checked.form().loaded(bytes.length));
    } catch (ModelException fault) {
      throw new ContainerException(
          "model file %s: %s; expected a model %s"
              .formatted(file.getFileName(), fault.getMessage(), EXPECTED),
          fault);
    } catch (LinkageError e) {
      throw NativeLibrary.missing(
          "CatBoost",
          "Linux with glibc and a temporary folder (java.io.tmpdir) to unpack it to",
          e);
    } catch (IOException e) {
      throw new ContainerException("cannot read model file " + file.getFileName(), e);
    }
  }

  /** A row of zeros is predicted once. */
  private static long handle(byte[] bytes, ModelFile checked) {
    long handle = CatboostBinding.load(bytes, checked.form().format);
    try {
      if (CatboostBinding.outputs(handle) != checked.outputs()) {
        throw new ModelException("CatBoost's library finds another number of raw values in it");
      }
      double[] raw = new double[checked.outputs()];
      CatboostBinding.predict(handle, new float[checked.columns().size()], raw);
      return handle;
    } catch (RuntimeException e) {
      CatboostBinding.free(handle);
      throw e;
    }
  }

  private static void warnOfThreshold(ModelInfo info, ModelOutput output) {
    if (output.kind() == ModelOutput.Kind.PROBABILITY
        && !info.threshold().isEmpty()
        && !info.threshold().equals("0.5")) {
      LOG.warn(
          "the model has a threshold of its own, {} (set_probability_threshold): labels are given"
              + " from 0.5 on here",
          info.threshold());
    }
  }

  /** CatBoost numbers columns that have no names. */
  private static List<String> names(List<String> written, List<String> stated) {
    List<String> names = ColumnNames.unlessCounted(written);
    return names.isEmpty() && stated.size() == written.size() ? stated : names;
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public ModelOutput output() {
    return loss.output();
  }

  @Override
  public Predictions predict(RowMatrix rows) {
    double[] values = raw(rows);
    loss.apply(values);
    return new Predictions.OfDoubles(values, loss.output().width());
  }

  /** CatBoost's raw values. */
  @Override
  public Predictions margins(RowMatrix rows) {
    return new Predictions.OfDoubles(raw(rows), loss.output().width());
  }

  private double[] raw(RowMatrix rows) {
    int outputs = loss.output().width();
    double[] raw = new double[rows.count() * outputs];
    if (rows.count() == 1) {
      CatboostBinding.predict(handle, row(rows, 0), raw);
      return raw;
    }
    for (int begin = 0; begin < rows.count(); begin += CHUNK_ROWS) {
      float[][] chunk = new float[Math.min(CHUNK_ROWS, rows.count() - begin)][];
      for (int i = 0; i < chunk.length; i++) {
        chunk[i] = row(rows, begin + i);
      }
      boolean whole = chunk.length == rows.count();
      double[] values = whole ? raw : new double[chunk.length * outputs];
      CatboostBinding.predict(handle, chunk, values);
      if (!whole) {
        System.arraycopy(values, 0, raw, begin * outputs, values.length);
      }
    }
    return raw;
  }

  /** A copy, since the library's binding writes what it has read back. */
  private float[] row(RowMatrix rows, int row) {
    return Arrays.copyOfRange(rows.values(), row * width, (row + 1) * width);
  }

  @Override
  public MemoryUse memory() {
    return memory;
  }

  @Override
  public void close() {
    CatboostBinding.free(handle);
  }
}
