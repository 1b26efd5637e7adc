package io.tandem.report.plot;

/** A drawing of fixed size. */
public interface Plot {
  double WIDTH = 420;

  double height();

  void draw(Canvas canvas);
}
