package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.model.Model;
import io.tandem.modelcontainer.model.ModelOutput;
import io.tandem.modelcontainer.model.ModelOutput.Kind;
import io.tandem.modelcontainer.model.NativeLibrary;
import io.tandem.modelcontainer.model.Predictions;
import io.tandem.modelcontainer.model.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;

/**
 * An XGBoost model, predicted by the native library.
 *
 * <p>Trees are predicted in place, which is thread-safe, without a lock. The linear booster knows
 * no such call; its predictions take turns.
 */
public final class XgboostModel implements Model {
  public static final String ENGINE = "xgboost";

  /**
   * Rows per native call. The binding takes the process down when the array for the results of one
   * call does not fit into the heap.
   */
  private static final int CHUNK_ROWS = 4096;

  private final Booster booster;
  private final ModelDescription description;
  private final ModelOutput output;
  private final int[] iterations;
  private final ReentrantLock linear = new ReentrantLock();

  private XgboostModel(Booster booster, ModelDescription description) throws XGBoostError {
    this.booster = booster;
    this.description = description;
    this.output = outputOf(description);
    int rounds = description.booster().equals("gblinear") ? 0 : booster.getNumBoostedRound();
    boolean all = description.iterations() == 0 || description.iterations() >= rounds;
    this.iterations = new int[] {0, all ? 0 : description.iterations()};
  }

  /**
   * Loads a model file.
   *
   * @throws ContainerException when the file is no model of XGBoost
   */
  public static XgboostModel load(Path file) {
    try {
      return load(Files.readAllBytes(file));
    } catch (ModelFault | XGBoostError fault) {
      throw new ContainerException(
          "model file %s: %s; expected a model saved by XGBoost 1.0 or later (Booster.save_model)"
              .formatted(file.getFileName(), firstLine(fault)),
          fault);
    } catch (IOException e) {
      throw new ContainerException("cannot read model file " + file.getFileName(), e);
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  /**
   * The booster of a model, for training on; to be disposed. What is in the bytes is checked before
   * native code sees them.
   *
   * @throws ContainerException when they are no model of XGBoost
   */
  public static Booster booster(byte[] model) {
    try {
      ModelDocument document = ModelDocument.read(model);
      ModelDescription.of(document.root());
      return XGBoost.loadModel(document.bytes().array);
    } catch (ModelFault | XGBoostError | IOException fault) {
      throw new ContainerException("no model of XGBoost: " + firstLine(fault), fault);
    }
  }

  /** For whoever calls the native library first. */
  public static ContainerException missing(LinkageError error) {
    return NativeLibrary.missing(
        "XGBoost",
        "Linux with glibc, a temporary folder (java.io.tmpdir) to unpack it to, and OpenMP (install"
            + " libgomp1)",
        error);
  }

  private static XgboostModel load(byte[] file) throws XGBoostError, IOException {
    ModelDocument document = ModelDocument.read(file);
    ModelDescription description = ModelDescription.of(document.root());
    XgboostLibrary.load();
    // Its warnings, about boosters that will go, would be lines on stderr that no log can read.
    XGBoostJNI.XGBSetGlobalConfig("{\"verbosity\": 0}");
    Booster booster = XGBoost.loadModel(document.bytes().array);
    try {
      // The server's threads are the parallelism: an OpenMP team per row costs more than the row.
      booster.setParam("nthread", 1);
      XgboostModel model = new XgboostModel(booster, description);
      // The first prediction configures the booster; nobody else may be at it then.
      int width = description.width();
      model.chunk(new Rows(new float[width], 1, width), Booster.PredictionType.kValue);
      return model;
    } catch (XGBoostError | RuntimeException e) {
      booster.dispose();
      throw e;
    }
  }

  /** Native messages begin with time and source line, and carry a stack trace. */
  private static String firstLine(Exception fault) {
    String line = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    return line.replaceFirst("^\\[[0-9:]+\\] \\S+: ", "");
  }

  private static ModelOutput outputOf(ModelDescription description) {
    Kind kind =
        switch (description.objective()) {
          case "binary:logistic" -> Kind.PROBABILITY;
          case "binary:logitraw" -> Kind.MARGIN;
          case "binary:hinge" -> Kind.BINARY_LABEL;
          case "multi:softmax" -> Kind.CLASS;
          case "multi:softprob" -> Kind.PROBABILITIES;
          default -> Kind.SCORE;
        };
    int classes =
        switch (kind) {
          case SCORE -> 0;
          case PROBABILITY, MARGIN, BINARY_LABEL -> 2;
          case CLASS, PROBABILITIES -> description.classes();
        };
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new ModelOutput(description.objective(), kind, labels);
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public int width() {
    return description.width();
  }

  @Override
  public List<String> columns() {
    return description.columns();
  }

  @Override
  public ModelOutput output() {
    return output;
  }

  @Override
  public Predictions predict(Rows rows) {
    return predict(rows, Booster.PredictionType.kValue);
  }

  @Override
  public Predictions margins(Rows rows) {
    return predict(rows, Booster.PredictionType.kMargin);
  }

  private Predictions predict(Rows rows, Booster.PredictionType type) {
    try {
      if (rows.count() <= CHUNK_ROWS) {
        return Predictions.ofFloats(flat(chunk(rows, type)), rows.count());
      }
      float[][] outputs = new float[rows.count()][];
      for (int begin = 0; begin < rows.count(); begin += CHUNK_ROWS) {
        int end = Math.min(begin + CHUNK_ROWS, rows.count());
        float[][] chunk = chunk(rows.slice(begin, end), type);
        System.arraycopy(chunk, 0, outputs, begin, chunk.length);
      }
      return Predictions.ofFloats(flat(outputs), rows.count());
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost failed to predict", e);
    }
  }

  private float[][] chunk(Rows rows, Booster.PredictionType type) throws XGBoostError {
    if (description.booster().equals("gblinear")) {
      return predictLinear(rows, type == Booster.PredictionType.kMargin);
    }
    return booster.inplace_predict(
        rows.values(), rows.count(), rows.width(), Float.NaN, iterations, type, null);
  }

  private float[][] predictLinear(Rows rows, boolean margin) throws XGBoostError {
    linear.lock();
    DMatrix matrix = null;
    try {
      matrix = new DMatrix(rows.values(), rows.count(), rows.width(), Float.NaN);
      return booster.predict(matrix, margin);
    } finally {
      if (matrix != null) {
        matrix.dispose();
      }
      linear.unlock();
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
  public void close() {
    booster.dispose();
  }
}
