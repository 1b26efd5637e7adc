package io.tandem.evaluation.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GroupingTest {
  @Test
  void manyNumbersAreCutIntoFifths() {
    String[] cells = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);

    assertEquals(
        List.of("below 200", "200 to 400", "400 to 600", "600 to 800", "800 and more"),
        group(Optional.empty(), List.of(), cells).names());
  }

  @Test
  void fewNumbersAreGroupsOfTheirOwn() {
    String[] cells = new String[60];
    Arrays.setAll(cells, i -> i < 30 ? "0" : i < 45 ? "1" : "2");

    assertEquals(List.of("0", "1", "2"), group(Optional.empty(), List.of(), cells).names());
  }

  @Test
  void bandsKeepTheirOrderAndMissingComesLast() {
    Grouping grouping =
        group(Optional.empty(), List.of(10.0, 20.5), "30", "", "5", "10", "20.5", "20.4", "30");

    assertEquals(List.of("below 10", "10 to 20.5", "20.5 and more", "(missing)"), grouping.names());
    assertEquals("2301212", digits(grouping));
  }

  @Test
  void valuesOfFewRowsArePutTogether() {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      cells.add("DE");
      cells.add(i < 9 ? "rare" + i : "");
    }

    Grouping grouping = group(Optional.empty(), List.of(), cells.toArray(String[]::new));

    assertEquals(List.of("DE", "(missing)", "others (9)"), grouping.names());
  }

  @Test
  void oneValueAgainstTheOthersAndMissingIsNeither() {
    Grouping grouping = group(Optional.of("0"), List.of(), "0", "0.0", "1", "", "x", "y");

    assertEquals(List.of("no", "yes", "(missing)"), grouping.names());
    assertEquals("110200", digits(grouping));
  }

  @Test
  void valuesThatNoRowHasAreNotKnown() {
    List<Value> values =
        IntStream.range(0, 20)
            .mapToObj(i -> Value.ofCell(i == 0 ? "" : i == 1 ? "3" : "x" + i))
            .toList();
    int[] codes = new int[30];
    Arrays.fill(codes, 0, 12, 1);

    Grouping grouping =
        Grouping.of(
            new Definition.Slice("s", new Field.Column(1), Optional.empty(), List.of()),
            codes,
            values);

    assertEquals(List.of("(missing)", "3"), grouping.names());
  }

  @Test
  void aLongValueIsCutShort() {
    String[] cells = new String[20];
    Arrays.fill(cells, "x".repeat(4000));

    assertEquals(List.of("x".repeat(60) + "…"), group(Optional.empty(), List.of(), cells).names());
  }

  @Test
  void aFieldThatNoRowHasIsAnError() {
    assertThrows(EvaluationException.class, () -> group(Optional.of("0"), List.of(), "", "", ""));
  }

  @Test
  void bandsOfWhatIsNoNumberAreAnError() {
    assertThrows(EvaluationException.class, () -> group(Optional.empty(), List.of(1.0), "2", "x"));
  }

  private static String digits(Grouping grouping) {
    StringBuilder digits = new StringBuilder();
    Arrays.stream(grouping.ofRow()).forEach(digits::append);
    return digits.toString();
  }

  private static Grouping group(Optional<String> equals, List<Double> bands, String... cells) {
    List<Value> rows = Arrays.stream(cells).map(Value::ofCell).toList();
    List<Value> values = rows.stream().distinct().toList();
    return Grouping.of(
        new Definition.Slice("s", new Field.Column(1), equals, bands),
        rows.stream().mapToInt(values::indexOf).toArray(),
        values);
  }
}
