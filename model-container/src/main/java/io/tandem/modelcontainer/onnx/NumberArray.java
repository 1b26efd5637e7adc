package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.engine.Predictions;

/** Numbers of an output, in the precision that the model computes in. */
sealed interface NumberArray {
  double get(int index);

  /**
   * @param number one of this precision
   */
  void set(int index, double number);

  /**
   * The numbers as predictions; not copied.
   *
   * @param width numbers for a row
   */
  Predictions predictions(int width);

  static NumberArray of(boolean singlePrecision, int length) {
    return singlePrecision ? new Floats(new float[length]) : new Doubles(new double[length]);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Floats(float[] array) implements NumberArray {
    @Override
    public double get(int index) {
      return array[index];
    }

    @Override
    public void set(int index, double number) {
      array[index] = (float) number;
    }

    @Override
    public Predictions predictions(int width) {
      return new Predictions.OfFloats(array, width);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Doubles(double[] array) implements NumberArray {
    @Override
    public double get(int index) {
      return array[index];
    }

    @Override
    public void set(int index, double number) {
      array[index] = number;
    }

    @Override
    public Predictions predictions(int width) {
      return new Predictions.OfDoubles(array, width);
    }
  }
}
