package io.tandem.modelcontainer.lightgbm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.microsoft.ml.lightgbm.PredictionType;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contributions as computed here, against those of LightGBM's library. */
final class ContributionsTest {
  private static final int MODELS = Integer.getInteger("tandem.models", 60);
  private static final int ROWS = 60;

  /** Of the largest number of a row; the library computes in double too. */
  private static final double ROUNDING = 1e-9;

  @TempDir Path folder;

  @BeforeAll
  static void loadLibrary() throws IOException {
    LGBMBooster.loadNative();
  }

  @Test
  void areThoseOfTheLibrary() throws Exception {
    for (int seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      int columns = 1 + random.nextInt(8);
      String parameters = LightgbmLibraryTest.parameters(random, columns);
      String text = LightgbmLibraryTest.train(random, columns, parameters);
      float[] values = LightgbmLibraryTest.rows(random, columns, text);

      assertLikeLibrary(text, new RowMatrix(values, ROWS, columns), seed + ": " + parameters);
    }
  }

  static List<String> golden() throws IOException {
    return GoldenModelsTest.models();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void ofOtherVersionsAreThoseOfTheLibrary(String name) throws IOException {
    Path file = GoldenModelsTest.GOLDEN.resolve(name);
    int width = ModelText.read(Files.readAllBytes(file)).width();

    assertLikeLibrary(Files.readString(file), GoldenModelsTest.rows(width), name);
  }

  @Test
  void aFileWithoutCountsIsAFault() throws IOException {
    String text = Files.readString(GoldenModelsTest.GOLDEN.resolve("4.3.0/binary.txt"));
    Path file = Files.writeString(folder.resolve("m.txt"), text.replace("\nleaf_count=", "\nx="));

    LightgbmModel.load(file, List.of()).close();
    ContainerException fault =
        assertThrows(ContainerException.class, () -> LightgbmModel.explainer(file));

    assertEquals(
        "model file m.txt: tree 0: leaf_count is missing; expected a model saved by LightGBM 3 or 4"
            + " (Booster.save_model)",
        fault.getMessage());
  }

  private void assertLikeLibrary(String text, RowMatrix rows, String which) throws IOException {
    Path file = Files.writeString(folder.resolve("model.txt"), text);
    Explainer explainer = LightgbmModel.explainer(file);
    double[] found = explainer.contributions(rows);
    int perOutput = rows.width() + 1;
    double[] expected = library(text, rows, explainer.outputs() * perOutput);
    try (Model model = LightgbmModel.load(file, List.of())) {
      Predictions margins = model.margins(rows);
      for (int begin = 0; begin < found.length; begin += perOutput) {
        double scale = 1;
        double sum = 0;
        for (int i = begin; i < begin + perOutput; i++) {
          scale = Math.max(scale, Math.abs(expected[i]));
          sum += found[i];
        }
        for (int i = begin; i < begin + perOutput; i++) {
          String place = which + ", number " + (i - begin) + " of output " + begin / perOutput;
          assertEquals(expected[i], found[i], ROUNDING * scale, place);
        }
        int output = begin / perOutput;
        double margin = margins.value(output / margins.width(), output % margins.width());
        assertEquals(margin, sum, ROUNDING * scale, which);
      }
    }
  }

  /** By the binding's own calls: its class has no room for numbers by column. */
  private static double[] library(String text, RowMatrix rows, int perRow) {
    SWIGTYPE_p_p_void handle = lightgbmlib.voidpp_handle();
    check(lightgbmlib.LGBM_BoosterLoadModelFromString(text, lightgbmlib.new_intp(), handle));
    int size = rows.count() * rows.width();
    SWIGTYPE_p_float data = lightgbmlib.new_floatArray(size);
    for (int i = 0; i < size; i++) {
      lightgbmlib.floatArray_setitem(data, i, rows.values()[i]);
    }
    double[] numbers = new double[rows.count() * perRow];
    SWIGTYPE_p_double out = lightgbmlib.new_doubleArray(numbers.length);
    check(
        lightgbmlib.LGBM_BoosterPredictForMat(
            lightgbmlib.voidpp_value(handle),
            lightgbmlib.float_to_voidp_ptr(data),
            0, // floats
            rows.count(),
            rows.width(),
            1,
            PredictionType.C_API_PREDICT_CONTRIB.getType(),
            0,
            -1,
            "num_threads=1",
            lightgbmlib.new_int64_tp(),
            out));
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = lightgbmlib.doubleArray_getitem(out, i);
    }
    lightgbmlib.delete_doubleArray(out);
    lightgbmlib.delete_floatArray(data);
    check(lightgbmlib.LGBM_BoosterFree(lightgbmlib.voidpp_value(handle)));
    return numbers;
  }

  private static void check(int status) {
    assertEquals(0, status, "LightGBM's library failed");
  }
}
