package io.tandem.benchmarks;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.lightgbm.LightgbmEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** The raw scores of rows by 300 trees of depth 6, here and by LightGBM's library, one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class LightgbmForests {
  private static final int WIDTH = 60;
  private static final int TRAINING_ROWS = 20_000;
  private static final int TREES = 300;
  private static final String PARAMETERS =
      "objective=binary max_depth=6 num_leaves=64 num_threads=1 verbosity=-1";

  @Param({"1", "1000"})
  private int rows;

  private final Random random = new Random(1);
  private @Nullable LGBMBooster booster;
  private @Nullable Model model;
  private @Nullable RowBatches batches;

  @Setup
  public void prepare() throws LGBMException, IOException {
    String text = trained();
    booster = LGBMBooster.loadModelFromString(text);
    Path file = Files.createTempFile("forests", ".txt");
    try {
      Files.writeString(file, text);
      model = new LightgbmEngine().load(file, Stated.NOTHING);
    } finally {
      Files.delete(file);
    }
    batches = RowBatches.of(rows, () -> RowBatches.withMissing(rows, WIDTH, random));
  }

  private String trained() throws LGBMException {
    RowMatrix training = RowBatches.withMissing(TRAINING_ROWS, WIDTH, random);
    try (LGBMDataset dataset =
        LGBMDataset.createFromMat(
            training.values(), TRAINING_ROWS, WIDTH, true, PARAMETERS, null)) {
      dataset.setField("label", RowBatches.labels(training, random));
      try (LGBMBooster trained = LGBMBooster.create(dataset, PARAMETERS)) {
        for (int tree = 0; tree < TREES; tree++) {
          trained.updateOneIter();
        }
        return trained.saveModelToString(0, -1, LGBMBooster.FeatureImportanceType.SPLIT);
      }
    }
  }

  /** The yardstick: of one row by the call that is made for one. */
  @Benchmark
  public Object library() throws LGBMException {
    RowMatrix batch = Required.of(batches).next();
    PredictionType raw = PredictionType.C_API_PREDICT_RAW_SCORE;
    LGBMBooster loaded = Required.of(booster);
    return rows == 1
        ? (Object) loaded.predictForMatSingleRow(batch.values(), raw)
        : loaded.predictForMat(batch.values(), rows, WIDTH, true, raw, "num_threads=1");
  }

  /** The trees walked in Java. */
  @Benchmark
  public Predictions forest() {
    return Required.of(model).margins(Required.of(batches).next());
  }

  @TearDown
  public void dispose() throws LGBMException {
    Required.of(booster).close();
    Required.of(model).close();
  }
}
