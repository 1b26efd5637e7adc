package io.tandem.modelcontainer.trees;

/**
 * Gauss-Legendre quadrature on the interval from 0 to 1: with n points the integral of a polynomial
 * of degree 2n - 1 or less, but for rounding.
 *
 * @param points inside the interval, never at its ends
 * @param weights by point; their sum is 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record GaussLegendre(double[] points, double[] weights) {
  private static final int MAX_STEPS = 100;

  /** The roots of the Legendre polynomial of degree n, each by Newton's method. */
  static GaussLegendre of(int n) {
    double[] points = new double[n];
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = 0;
      double step = 1;
      for (int steps = 0; steps < MAX_STEPS && Math.abs(step) > 1e-16; steps++) {
        double before = 1;
        double value = x;
        for (int degree = 2; degree <= n; degree++) {
          double next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
          before = value;
          value = next;
        }
        slope = n * (x * value - before) / (x * x - 1);
        step = value / slope;
        x -= step;
      }
      points[i] = (1 - x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
    return new GaussLegendre(points, weights);
  }
}
