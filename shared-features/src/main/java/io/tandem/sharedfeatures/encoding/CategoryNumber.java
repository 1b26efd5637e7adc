package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Map;

/**
 * An encoder of a text into one column: the number of its category; NaN for missing.
 *
 * @param numbers by category
 * @param unseen the number of every other text
 */
record CategoryNumber(String feature, RowToText value, Map<String, Double> numbers, double unseen)
    implements Encoding.Encoder {
  CategoryNumber {
    numbers = Map.copyOf(numbers);
  }

  @Override
  public List<String> columns() {
    return List.of(feature);
  }

  @Override
  public Encoding.Outcome encode(Row row, float[] vector, int at) {
    String text = value.at(row, Row.SCALAR);
    if (text == null) {
      vector[at] = Float.NaN;
      return Encoding.Outcome.MISSING;
    }
    Double number = numbers.get(text);
    vector[at] = Encoding.column(number == null ? unseen : number);
    return number == null ? Encoding.Outcome.UNSEEN : Encoding.Outcome.KNOWN;
  }

  @Override
  public String explain(Row row) {
    String text = value.at(row, Row.SCALAR);
    if (text == null) {
      return "";
    }
    Double number = numbers.get(text);
    return number == null
        ? "'%s' is none of %d categories".formatted(text, numbers.size())
        : "'%s' has %s, of %d categories".formatted(text, Json.number(number), numbers.size());
  }
}
