package io.tandem.modelcontainer.engine;

/**
 * What a model computed: for each row one or several numbers, in the precision that the model
 * computes in. A number is written as the shortest decimal that reads back as the same {@code
 * float}, or the same {@code double}.
 */
public sealed interface Predictions {
  /** Rows. */
  int count();

  /** Numbers per row. */
  int width();

  /** A {@code float} is widened, which changes nothing. */
  double value(int row, int column);

  /** Appends one number, which is finite. */
  void appendTo(StringBuilder out, int row, int column);

  /** Appends 1 less one number, which is finite, as the model would compute it. */
  void appendComplementTo(StringBuilder out, int row, int column);

  /**
   * Of a model that computes in {@code float}.
   *
   * @param values row after row; not copied
   * @param width numbers per row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record OfFloats(float[] values, int width) implements Predictions {
    @Override
    public int count() {
      return values.length / width;
    }

    @Override
    public double value(int row, int column) {
      return values[row * width + column];
    }

    @Override
    public void appendTo(StringBuilder out, int row, int column) {
      out.append(values[row * width + column]);
    }

    @Override
    public void appendComplementTo(StringBuilder out, int row, int column) {
      out.append(1 - values[row * width + column]);
    }
  }

  /**
   * Of a model that computes in {@code double}.
   *
   * @param values row after row; not copied
   * @param width numbers per row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record OfDoubles(double[] values, int width) implements Predictions {
    @Override
    public int count() {
      return values.length / width;
    }

    @Override
    public double value(int row, int column) {
      return values[row * width + column];
    }

    @Override
    public void appendTo(StringBuilder out, int row, int column) {
      out.append(values[row * width + column]);
    }

    @Override
    public void appendComplementTo(StringBuilder out, int row, int column) {
      out.append(1 - values[row * width + column]);
    }
  }
}
