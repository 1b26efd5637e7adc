package io.tandem.report;

import io.tandem.report.plot.Axis;
import io.tandem.report.plot.IntervalPlot;
import io.tandem.report.plot.Series;
import io.tandem.report.plot.XyPlot;
import java.util.List;
import java.util.stream.IntStream;

/** Documents for tests. */
final class Documents {
  private Documents() {}

  /** One of each block, with two plots and a table of 200 rows. */
  static Document ofEveryBlock() {
    return new Document(
        "Tea & <coffee>",
        "one of each block",
        List.of(
            new Block.Banner(Block.Status.FAILED, "Failed the gate"),
            new Block.Cards(
                List.of(
                    new Block.Card("ROC AUC", "0.7194", "0.7 to 0.75", "Most pairs are right."))),
            new Block.Heading("A section"),
            new Block.Paragraph("Words with <markup> & an umlaut: ä."),
            new Block.Table(
                "Two hundred rows",
                List.of(Block.Column.text("Name"), Block.Column.numbers("Value")),
                IntStream.range(0, 200)
                    .mapToObj(row -> List.of("row " + row, Integer.toString(row * row)))
                    .toList()),
            new Block.Plots(
                List.of(
                    new Block.Picture(
                        "A line", "It rises.", new XyPlot(axis("x"), axis("y"), List.of(line()))),
                    new Block.Picture(
                        "Intervals",
                        "One.",
                        new IntervalPlot(
                            axis("value"),
                            List.of(new IntervalPlot.Row("a group", 0.5, 0.25, 0.75))))))));
  }

  private static Axis axis(String title) {
    return Axis.ofShare(title);
  }

  private static Series line() {
    return Series.current("line", new double[] {0, 0.5, 1}, new double[] {0, 0.75, 1})
        .withMarkers()
        .withFill();
  }
}
