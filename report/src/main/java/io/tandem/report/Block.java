package io.tandem.report;

import io.tandem.report.plot.Plot;
import java.util.List;

/**
 * A part of a document. Texts are plain: what looks like markup in them is shown as it is written.
 */
public sealed interface Block {
  /** Begins a section. */
  record Heading(String text) implements Block {}

  record Paragraph(String text) implements Block {}

  /** The verdict. */
  record Banner(Status status, String text) implements Block {}

  /** The message of a banner. */
  enum Status {
    PASSED,
    FAILED,
    NONE
  }

  /** The figures that matter most, side by side. */
  record Cards(List<Card> cards) implements Block {
    public Cards {
      cards = List.copyOf(cards);
    }
  }

  /**
   * @param value the figure itself, in large letters
   * @param range how sure it is: its interval, or a difference with the interval of that
   * @param sentence what it means, for readers who know no statistics
   */
  record Card(String title, String value, String range, String sentence) {}

  /**
   * The first column names the rows.
   *
   * @param caption what the table shows
   * @param rows cells of each row, as many as there are columns
   */
  record Table(String caption, List<Column> columns, List<List<String>> rows) implements Block {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(row.size() + " cells in " + columns.size());
        }
      }
    }
  }

  /**
   * @param numbers whether its cells are numbers, which stand below one another
   */
  record Column(String name, boolean numbers) {
    public static Column text(String name) {
      return new Column(name, false);
    }

    public static Column numbers(String name) {
      return new Column(name, true);
    }
  }

  /** Side by side where there is room. */
  record Plots(List<Picture> pictures) implements Block {
    public Plots {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * @param description what it shows, for readers who cannot see it
   */
  record Picture(String caption, String description, Plot plot) {}
}
