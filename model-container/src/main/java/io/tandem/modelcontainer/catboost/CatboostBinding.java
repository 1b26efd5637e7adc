package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.engine.NativeLibrary;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

/**
 * The calls of CatBoost's library that are needed, as its Java binding declares them; by name, as
 * the binding shows them to its own package only. Its public class loads the library itself, in a
 * way that leaves files ({@link CatboostLibrary}). The first use of this class loads the library.
 *
 * <p>Each call returns what went wrong, or null.
 */
final class CatboostBinding {
  private static final MethodHandle LOAD;
  private static final MethodHandle FREE;
  private static final MethodHandle OUTPUTS;
  private static final MethodHandle PREDICT_ROW;
  private static final MethodHandle PREDICT_ROWS;

  static {
    CatboostLibrary.load();
    try {
      Class<?> binding = Class.forName("ai.catboost.CatBoostJNIImpl");
      LOAD = call(binding, "catBoostLoadModelFromArray", byte[].class, long[].class, String.class);
      FREE = call(binding, "catBoostFreeModel", long.class);
      OUTPUTS = call(binding, "catBoostModelGetPredictionDimension", long.class, int[].class);
      PREDICT_ROW =
          call(
              binding,
              "catBoostModelPredict",
              long.class,
              float[].class,
              int[].class,
              String[].class,
              float[][].class,
              double[].class);
      PREDICT_ROWS =
          call(
              binding,
              "catBoostModelPredict",
              long.class,
              float[][].class,
              int[][].class,
              String[][].class,
              float[][][].class,
              double[].class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this version of catboost-prediction has other calls", e);
    }
  }

  private CatboostBinding() {}

  private static MethodHandle call(Class<?> binding, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = binding.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return MethodHandles.lookup().unreflect(method);
  }

  /**
   * @return a handle, to be freed
   * @throws ModelException with what the library says of the file
   */
  static long load(byte[] file, String format) {
    long[] handle = new long[1];
    String fault;
    try {
      fault = (String) LOAD.invokeExact(file, handle, format);
    } catch (Throwable e) {
      throw NativeLibrary.failed("CatBoost", e);
    }
    if (fault != null) {
      throw new ModelException("CatBoost's library says: " + line(fault));
    }
    return handle[0];
  }

  static void free(long handle) {
    try {
      check((String) FREE.invokeExact(handle));
    } catch (Throwable e) {
      throw NativeLibrary.failed("CatBoost", e);
    }
  }

  /** Raw values per row. */
  static int outputs(long handle) {
    int[] outputs = new int[1];
    try {
      check((String) OUTPUTS.invokeExact(handle, outputs));
    } catch (Throwable e) {
      throw NativeLibrary.failed("CatBoost", e);
    }
    return outputs[0];
  }

  /** The raw values of one row, which has no categories, texts or embeddings. */
  static void predict(long handle, float[] row, double[] raw) {
    try {
      check(
          (String)
              PREDICT_ROW.invokeExact(
                  handle, row, (int[]) null, (String[]) null, (float[][]) null, raw));
    } catch (Throwable e) {
      throw NativeLibrary.failed("CatBoost", e);
    }
  }

  /** The raw values of rows, one row after the other. */
  static void predict(long handle, float[][] rows, double[] raw) {
    try {
      check(
          (String)
              PREDICT_ROWS.invokeExact(
                  handle, rows, (int[][]) null, (String[][]) null, (float[][][]) null, raw));
    } catch (Throwable e) {
      throw NativeLibrary.failed("CatBoost", e);
    }
  }

  private static void check(String fault) {
    if (fault != null) {
      throw new IllegalStateException("CatBoost's library failed: " + line(fault));
    }
  }

  /** The library's messages begin with the place in its source. */
  private static String line(String fault) {
    return fault.lines().findFirst().orElse("").replaceFirst("^\\S+:\\d+: ", "");
  }
}
