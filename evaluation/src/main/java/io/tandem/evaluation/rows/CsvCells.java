package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes cells from a line of CSV. A cell holds no line break, as batch transform splits its input
 * by lines.
 */
final class CsvCells implements RowFormat {
  private final CsvLine cells;
  private final List<Field> fields;

  /** Of the fields, from 0. */
  private final int[] columns;

  private final Value[] values;

  /** Columns of the header or the first row; -1 before it is read. */
  private int width;

  private CsvCells(CsvLine cells, List<Field> fields, int[] columns, int width) {
    this.cells = cells;
    this.fields = List.copyOf(fields);
    this.columns = columns;
    this.values = new Value[columns.length];
    this.width = width;
  }

  /** Of columns by number. */
  static CsvCells of(List<Field> fields) {
    int[] columns =
        fields.stream().mapToInt(field -> ((Field.Column) field).number() - 1).toArray();
    return new CsvCells(new CsvLine(), fields, columns, -1);
  }

  /**
   * Of columns by name.
   *
   * @param header the first line
   * @throws EvaluationException when a name has no column or several
   */
  static CsvCells of(List<Field> fields, byte[] header, int length) {
    CsvLine cells = new CsvLine();
    int width = cells.split(header, length);
    List<String> names = IntStream.range(0, width).mapToObj(cells::text).toList();
    int[] columns = new int[fields.size()];
    for (int i = 0; i < columns.length; i++) {
      String name = ((Field.NamedColumn) fields.get(i)).name();
      columns[i] = names.indexOf(name);
      if (columns[i] < 0 || columns[i] != names.lastIndexOf(name)) {
        throw new EvaluationException("expected one column named " + name + " in the header");
      }
    }
    return new CsvCells(cells, fields, columns, width);
  }

  @Override
  public Value[] read(byte[] line, int length) {
    int found = cells.split(line, length);
    if (width >= 0 && found != width) {
      throw new EvaluationException(found + " columns; expected " + width);
    }
    width = found;
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] >= found) {
        throw new EvaluationException("there is no " + fields.get(i));
      }
      values[i] = Value.ofCell(cells.text(columns[i]));
    }
    return values;
  }
}
