package io.tandem.modelcontainer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitValue;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.ContributionWriter;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.formats.ReasonWriter;
import io.tandem.modelcontainer.formats.RowAnswers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Graphs in the shapes of other exporters, all of one tree; see make_graphs.py. Of the three rows
 * the probability of "defaulted" is 0.1, 0.6 and 0.8.
 */
final class OnnxGraphsTest {
  private static final Path GRAPHS = Path.of("src/test/resources/golden/onnx-graphs");
  private static final float[] THREE = {0.2f, 5, 0.7f, 0, 0.7f, 3};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "column-int64",
        "column-int32",
        "column-int16",
        "column-int8",
        "column-uint8",
        "column-float16",
        "column-bfloat16",
        "column-double",
        "tensor-float16",
        "input-of-one-row",
        "input-columns-without-a-width",
        "output-one-dimension",
        "output-three-dimensions",
        "output-transposed"
      })
  void inputsAndOutputsOfEveryTypeAndShapeAreServed(String graph) {
    assertEquals("0.1;0.6;0.8", plain(graph, THREE));
  }

  @ParameterizedTest
  @CsvSource({
    "column-bool,     '0.2,1, 0.7,0, 0.7,1', 0.1;0.6;0.8",
    "tensor-int64,    '0,5, 1,0, 1,3',       0.1;0.6;0.8",
    "embedding-int64, '0,1,2',               0.1;0.6;0.8",
    "embedding-float, '0,1,2',               0.1;0.6;0.8",
    "output-float16,  '0.2,5, 0.7,0, 0.7,3', 0.099975586;0.60009766;0.7998047",
    "output-double,   '0.2,5, 0.7,0, 0.7,3', "
        + "0.10000000149011612;0.6000000238418579;0.800000011920929",
    "output-squeezed-of-one-row, '0.2,5, 0.7,0, 0.7,3', '0.9,0.1;0.4,0.6;0.2,0.8'",
    "output-int64,    '0.2,5, 0.7,0, 0.7,3', 0.0;1.0;1.0",
    "output-int32,    '0.2,5, 0.7,0, 0.7,3', 0.0;1.0;1.0",
    "output-int16,    '0.2,5, 0.7,0, 0.7,3', 0.0;1.0;1.0",
    "output-int8,     '0.2,5, 0.7,0, 0.7,3', 0.0;1.0;1.0",
    "output-uint8,    '0.2,5, 0.7,0, 0.7,3', 0.0;1.0;1.0",
    "output-bool,     '0.2,5, 0.7,0, 0.7,3', 0.0;1.0;1.0",
    "output-large-int64, '0.2,5, 0.7,0, 0.7,3', 1.6777217E7;1.6777218E7;1.6777218E7",
    "output-large-int32, '0.2,5, 0.7,0, 0.7,3', 1.6777217E7;1.6777218E7;1.6777218E7",
    "labels-of-two-questions, '0.2,5, 0.7,0, 0.7,3', '0.0,0.0;1.0,1.0;1.0,1.0'",
  })
  void flagsCodesAndLabelsAreServed(String graph, String rows, String expected) {
    assertEquals(expected, plain(graph, floats(rows)));
  }

  /** The second class of the model, whatever its name; sorted, "defaulted" would be the first. */
  @ParameterizedTest
  @CsvSource({
    "zipmap-unsorted,         0.1;0.6;0.8, paid;defaulted;defaulted",
    "zipmap-unsorted-numbers, 0.1;0.6;0.8, 1;0;0",
    "zipmap-negative-numbers, 0.1;0.6;0.8, 1;-1;-1",
    "zipmap-sorted,           0.9;0.4;0.2, paid;defaulted;defaulted",
    "classes-unsorted,        0.1;0.6;0.8, paid;defaulted;defaulted",
    "classes-label-int32,     0.1;0.6;0.8, 0;1;1",
  })
  void theSecondClassOfTheModelIsAnswered(String graph, String expected, String labels) {
    assertEquals(expected, plain(graph, THREE));
    assertEquals(labels, answers(graph, OutputKey.PREDICTED_LABEL).replace("\"", ""));
    assertEquals(expected, answers(graph, OutputKey.PROBABILITY));
  }

  @ParameterizedTest
  @CsvSource({
    "zipmap-unsorted,  '[0.9,0.1];[0.4,0.6];[0.2,0.8]'",
    "zipmap-sorted,    '[0.1,0.9];[0.6,0.4];[0.8,0.2]'",
    "zipmap-three,     '[0.45,0.45,0.1];[0.2,0.2,0.6];[0.1,0.1,0.8]'",
    "classes-unnamed,  '[0.9,0.1];[0.4,0.6];[0.2,0.8]'",
    "classes-float16,  '[0.89990234,0.099975586];[0.39990234,0.60009766];[0.19995117,0.7998047]'",
    "classes-no-complements, '[0.81,0.01];[0.16,0.36];[0.04,0.64]'",
    "classes-of-one-column,  '[0.1];[0.6];[0.8]'",
    "zipmap-of-one-class,    '[1.0];[1.0];[1.0]'",
    "multi-label,      '[0.1,0.549834];[0.6,0.66818774];[0.8,0.66818774]'",
  })
  void probabilitiesAreTheModelsOwnNumbers(String graph, String expected) {
    assertEquals(expected, answers(graph, OutputKey.PROBABILITIES));
  }

  @ParameterizedTest
  @CsvSource({
    "scores-of-two,        '8.0,-8.0;-2.0,2.0;-6.0,6.0'",
    "scores-of-three,      '-1.0,-1.0,-8.0;-6.0,-6.0,2.0;-8.0,-8.0,6.0'",
    "scores-of-one-column, '1.0;6.0;8.0'",
  })
  void scoresAreNoProbabilities(String graph, String expected) {
    assertEquals(expected, plain(graph, THREE));
    try (OnnxModel model = load(graph)) {
      assertFalse(OutputKey.PROBABILITY.fits(model.output()));
      assertFalse(OutputKey.PROBABILITIES.fits(model.output()));
    }
  }

  @Test
  void ofSeveralQuestionsAllAreAnswered() {
    assertEquals("0.1,0.549834;0.6,0.66818774;0.8,0.66818774", plain("multi-label", THREE));
    for (String graph : List.of("multi-label", "labels-of-two-questions")) {
      try (OnnxModel model = load(graph)) {
        assertFalse(OutputKey.PREDICTED_LABEL.fits(model.output()), graph);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input-none               | it has no input",
        "input-three-dimensions   | input rows is not a tensor of one or two dimensions",
        "input-without-a-shape    | input x is not a tensor of one or two dimensions",
        "input-of-three-rows      | input x takes exactly 3 rows",
        "input-too-wide           | with input b it takes more than 1048576 columns",
        "input-wider-than-an-int  | with input x it takes more than 1048576 columns",
        "column-string            | input age is STRING: expected numbers",
        "column-uint16            | input age is UINT16: expected numbers",
        "column-uint32            | input age is UINT32: expected numbers",
        "column-uint64            | export other whole numbers as int64",
        "output-scalar            | output variable has the shape [] for 2 rows",
        "output-four-by-rows      | output variable has the shape [4, 2] for 2 rows",
        "output-one-for-all-rows  | output variable has the shape [1, 1] for 2 rows",
        "output-rows-doubled      | output variable has the shape [4, 1] for 2 rows",
        "output-of-one-row-only   | it takes one row, but not 2 at once",
        "output-less-the-mean     | a row gets other numbers among 2 rows than alone",
        "output-softmax-over-rows | a row gets other numbers among 2 rows than alone",
        "output-running-sum       | a row gets other numbers among 2 rows than alone",
        "output-of-the-row-before | a row gets other numbers among 2 rows than alone",
        "output-random            | a row gets other numbers among 2 rows than alone",
        "output-two-tensors       | of its outputs (variable, other) it is not clear which",
        "zipmap-twice-the-same    | output output: the order of its classes is not known",
        "opset-too-new            | official support for domain ai.onnx is till opset ",
        "format-too-new           | Unsupported model IR version: 99, max supported IR version: ",
        "operator-unknown         | com.example:Tokenizer(-1) is not a registered function/op",
        "weights-absent           | External data path does not exist",
      })
  void whatCannotBeServedStopsTheStartInOneLine(String graph, String reason) {
    ContainerException fault = assertThrows(ContainerException.class, () -> load(graph).close());
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.startsWith("model file " + graph + ".onnx: "), message);
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains("onnxruntime_src") || message.contains("\n"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "column-int64,   2.5, a whole number from -16777215 to 16777215",
    "column-int64,   '',  a whole number from -16777215 to 16777215",
    "column-int64,   16777216, a whole number from -16777215 to 16777215",
    "column-int64,   -1e10, a whole number from -16777215 to 16777215",
    "column-int32,   0.1, a whole number from -16777215 to 16777215",
    "column-int16,   32768, a whole number from -32768 to 32767",
    "column-int8,    -129, a whole number from -128 to 127",
    "column-uint8,   -1, a whole number from 0 to 255",
    "column-bool,    2, 0 or 1",
    "column-bool,    0.5, 0 or 1",
    "column-bool,    '', 0 or 1",
    "column-float16, 65520, a number from -65504.0 to 65504.0",
    "column-bfloat16, 3.4e38, a number from -3.3895314E38 to 3.3895314E38",
  })
  void aValueThatDoesNotFitIsRefusedByItsPlace(String graph, String value, String expected) {
    float unfit = value.isEmpty() ? Float.NaN : Float.parseFloat(value);
    try (OnnxModel model = load(graph)) {
      UnfitValue found =
          Objects.requireNonNull(model.unfit(rows(new float[] {0.2f, 1, 0.7f, unfit}, 2)));

      String detail = found.detail(10, model.columns());
      assertTrue(
          detail.startsWith("row 12, column 2 (age): expected " + expected + ", since"), detail);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "column-int64,  16777215",
    "column-int64, -16777215",
    "column-int64, -0.0",
    "column-int16, -32768",
    "column-int8, 127",
    "column-uint8, 255",
    "column-bool, 1",
    "column-float16, -65504",
    "column-float16, ''",
    "column-bfloat16, ''",
    "column-double, ''",
    "column-double, 3.4e38",
  })
  void theLastValueThatFitsIsTaken(String graph, String value) {
    float last = value.isEmpty() ? Float.NaN : Float.parseFloat(value);
    try (OnnxModel model = load(graph)) {
      RowMatrix rows = rows(new float[] {0.2f, last}, 2);
      assertEquals(null, model.unfit(rows));
      assertEquals(0.1f, (float) model.predict(rows).value(0, 0));
    }
  }

  @Test
  void ofSeveralUnfitValuesTheFirstIsNamed() {
    try (OnnxModel model = load("tensor-int64")) {
      UnfitValue found =
          Objects.requireNonNull(model.unfit(rows(new float[] {1, 1, 0.5f, 0.5f, 0.5f, 1}, 2)));
      assertEquals(1, found.row());
      assertEquals(0, found.column());
    }
  }

  private static OnnxModel load(String graph) {
    return OnnxModel.load(GRAPHS.resolve(graph + ".onnx"), List.of());
  }

  private static RowMatrix rows(float[] values, int width) {
    return new RowMatrix(values, values.length / width, width);
  }

  /** What is answered when nothing is selected, a row after the other. */
  private static String plain(String graph, float[] values) {
    return answer(graph, values, List.of(), "text/csv");
  }

  private static String answers(String graph, OutputKey key) {
    return Arrays.stream(answer(graph, THREE, List.of(key), "application/jsonlines").split(";", -1))
        .map(row -> row.substring(row.indexOf(':') + 1, row.length() - 1))
        .collect(Collectors.joining(";"));
  }

  private static String answer(
      String graph, float[] values, List<OutputKey> selection, String accept) {
    try (OnnxModel model = load(graph)) {
      RowMatrix rows = rows(values, model.width());
      assertEquals(null, model.unfit(rows));
      selection.forEach(key -> assertTrue(key.fits(model.output()), key::key));
      Predictions predictions = model.predict(rows);
      return new AnswerWriter(model.output(), selection, ContributionWriter.NONE, ReasonWriter.NONE)
          .write(accept, List.of(new RowAnswers(predictions, new float[0]))).stream()
              .map(piece -> StandardCharsets.UTF_8.decode(piece).toString())
              .collect(Collectors.joining())
              .strip()
              .replace("\n", ";");
    }
  }

  private static float[] floats(String text) {
    String[] numbers = text.split(",", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i].strip());
    }
    return values;
  }
}
