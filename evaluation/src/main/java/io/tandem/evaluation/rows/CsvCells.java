package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.csv.CsvFactory;

/**
 * Takes cells from a line of CSV (RFC 4180, in UTF-8). A cell holds no line break: nor can one that
 * batch transform has split by lines.
 */
final class CsvCells implements RowFormat {
  private static final CsvFactory CSV = new CsvFactory();

  private final List<Field> fields;
  private final int[] columns;
  private final Value[] values;
  private int width = -1;

  /**
   * @param columns of the fields, from 0
   */
  private CsvCells(List<Field> fields, int[] columns) {
    this.fields = List.copyOf(fields);
    this.columns = columns;
    this.values = new Value[columns.length];
  }

  /** Of columns by number. */
  static CsvCells of(List<Field> fields) {
    return new CsvCells(
        fields, fields.stream().mapToInt(field -> ((Field.Column) field).number() - 1).toArray());
  }

  /**
   * Of columns by name.
   *
   * @param header the first line
   * @throws EvaluationException when it has not one column of each name
   */
  static CsvCells of(List<Field> fields, byte[] header, int length) {
    List<String> names = cells(header, length);
    int[] columns = new int[fields.size()];
    for (int i = 0; i < columns.length; i++) {
      String name = ((Field.NamedColumn) fields.get(i)).name();
      columns[i] = names.indexOf(name);
      if (columns[i] < 0 || columns[i] != names.lastIndexOf(name)) {
        throw new EvaluationException("expected one column named " + name + " in the header");
      }
    }
    CsvCells format = new CsvCells(fields, columns);
    format.width = names.size();
    return format;
  }

  @Override
  public Value[] read(byte[] line, int length) {
    List<String> cells = cells(line, length);
    if (width >= 0 && cells.size() != width) {
      throw new EvaluationException(cells.size() + " columns; expected " + width);
    }
    width = cells.size();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] >= cells.size()) {
        throw new EvaluationException("there is no " + fields.get(i));
      }
      values[i] = Value.ofCell(cells.get(columns[i]));
    }
    return values;
  }

  private static List<String> cells(byte[] line, int length) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new EvaluationException("not UTF-8");
    }
    List<String> cells = new ArrayList<>();
    try (var parser = CSV.createParser(ObjectReadContext.empty(), text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          cells.add(parser.getString());
        }
      }
    } catch (JacksonException e) {
      throw new EvaluationException("not one row of CSV");
    }
    return cells;
  }
}
