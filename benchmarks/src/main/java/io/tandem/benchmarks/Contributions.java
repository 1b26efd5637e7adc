package io.tandem.benchmarks;

import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.xgboost.XgboostEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What 263 columns contribute to the margins of rows by 300 trees of depth 6, here and by XGBoost's
 * library with one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Contributions {
  private static final int WIDTH = 263;
  private static final int TRAINING_ROWS = 20_000;

  @Param({"1", "1000"})
  private int rows;

  private final Random random = new Random(1);
  private @Nullable Booster booster;
  private @Nullable Explainer explainer;
  private @Nullable RowBatches batches;

  @Setup
  public void prepare() throws XGBoostError, IOException {
    RowMatrix training = RowBatches.withMissing(TRAINING_ROWS, WIDTH, random);
    DMatrix matrix = new DMatrix(training.values(), TRAINING_ROWS, WIDTH, Float.NaN);
    matrix.setLabel(RowBatches.labels(training, random));
    Map<String, Object> parameters =
        Map.of("objective", "binary:logistic", "max_depth", 6, "eta", 0.1, "verbosity", 0);
    Booster trained = XGBoost.train(matrix, parameters, 300, new HashMap<>(), null, null);
    matrix.dispose();
    trained.setParam("nthread", 1);
    booster = trained;
    Path file = Files.createTempFile("contributions", ".ubj");
    try {
      Files.write(file, trained.toByteArray("ubj"));
      explainer = new XgboostEngine().explainer(file);
    } finally {
      Files.delete(file);
    }
    batches = RowBatches.of(rows, () -> RowBatches.withMissing(rows, WIDTH, random));
  }

  /** The yardstick: the library's only call for them takes a matrix of its own. */
  @Benchmark
  public float[][] library() throws XGBoostError {
    RowMatrix batch = Required.of(batches).next();
    DMatrix matrix = new DMatrix(batch.values(), batch.count(), WIDTH, Float.NaN);
    try {
      return Required.of(booster).predictContrib(matrix, 0);
    } finally {
      matrix.dispose();
    }
  }

  /** In Java. */
  @Benchmark
  public double[] trees() {
    return Required.of(explainer).contributions(Required.of(batches).next());
  }

  @TearDown
  public void dispose() {
    Required.of(booster).dispose();
  }
}
