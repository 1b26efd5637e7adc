package io.tandem.benchmarks;

import ai.catboost.CatBoostError;
import ai.catboost.CatBoostModel;
import ai.catboost.CatBoostPredictions;
import io.tandem.modelcontainer.catboost.CatboostEngine;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** The raw values of rows by 300 symmetric trees of depth 6, here and by CatBoost's own binding. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class CatboostForests {
  private static final int WIDTH = 60;
  private static final int TREES = 300;
  private static final int DEPTH = 6;
  private static final int BORDERS = 20;

  @Param({"1", "1000"})
  private int rows;

  private final Random random = new Random(1);
  private @Nullable CatBoostModel binding;
  private @Nullable Model model;
  private @Nullable RowBatches batches;

  @Setup
  public void prepare() throws CatBoostError, IOException {
    Path file = Files.createTempFile("forests", ".json");
    try {
      Files.writeString(file, json());
      model = new CatboostEngine().load(file, Stated.NOTHING);
      binding = CatBoostModel.loadModel(file.toString(), "json");
    } finally {
      Files.delete(file);
    }
    batches = RowBatches.of(rows, () -> RowBatches.withMissing(rows, WIDTH, random));
  }

  /** No trainer is to be had in Java. A symmetric tree takes as long whatever its numbers are. */
  private String json() {
    float[][] borders = new float[WIDTH][];
    for (int column = 0; column < WIDTH; column++) {
      borders[column] = sorted(BORDERS);
    }
    String columns =
        IntStream.range(0, WIDTH)
            .mapToObj(
                column ->
                    """
                    {"borders": [%s], "feature_index": %d, "flat_feature_index": %2$d,
                     "has_nans": true, "nan_value_treatment": "AsFalse", "feature_id": "%2$d"}"""
                        .formatted(numbers(borders[column]), column))
            .collect(Collectors.joining(", "));
    String trees =
        IntStream.range(0, TREES).mapToObj(tree -> tree(borders)).collect(Collectors.joining(", "));
    return """
        {"features_info": {"float_features": [%s]},
         "model_info": {"params": {"loss_function": {"type": "Logloss", "params": {}}}},
         "oblivious_trees": [%s],
         "scale_and_bias": [1, [0]]}"""
        .formatted(columns, trees);
  }

  private String tree(float[][] borders) {
    String splits =
        IntStream.range(0, DEPTH)
            .mapToObj(
                level -> {
                  int column = random.nextInt(WIDTH);
                  int border = random.nextInt(BORDERS);
                  return """
                      {"border": %s, "float_feature_index": %d, "split_index": %d,
                       "split_type": "FloatFeature"}"""
                      .formatted(borders[column][border], column, column * BORDERS + border);
                })
            .collect(Collectors.joining(", "));
    int leaves = 1 << DEPTH;
    return """
        {"leaf_values": [%s], "leaf_weights": [%s], "splits": [%s]}"""
        .formatted(
            numbers(sorted(leaves)), String.join(", ", Collections.nCopies(leaves, "1")), splits);
  }

  private float[] sorted(int count) {
    double[] sorted = random.doubles(count, -2, 2).sorted().toArray();
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) sorted[i];
    }
    return floats;
  }

  private static String numbers(float[] numbers) {
    return IntStream.range(0, numbers.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%.9g", numbers[i]))
        .collect(Collectors.joining(", "));
  }

  /** The yardstick: CatBoost's own Java class. */
  @Benchmark
  public CatBoostPredictions library() throws CatBoostError {
    RowMatrix batch = Required.of(batches).next();
    CatBoostModel loaded = Required.of(binding);
    if (rows == 1) {
      return loaded.predict(batch.values(), (int[]) null);
    }
    float[][] apart = new float[rows][WIDTH];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(batch.values(), row * WIDTH, apart[row], 0, WIDTH);
    }
    return loaded.predict(apart, (int[][]) null);
  }

  @Benchmark
  public Predictions model() {
    return Required.of(model).margins(Required.of(batches).next());
  }

  @TearDown
  public void dispose() throws CatBoostError {
    Required.of(binding).close();
    Required.of(model).close();
  }
}
