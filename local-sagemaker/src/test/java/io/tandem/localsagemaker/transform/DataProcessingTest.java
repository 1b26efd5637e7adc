package io.tandem.localsagemaker.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test runs whole jobs on a container process that answers what it gets, or lengths. */
@ExtendWith(TestContainers.class)
final class DataProcessingTest {
  private final TransformStage stage;

  DataProcessingTest(@TempDir Path folder) {
    stage = new TransformStage(folder);
  }

  @Test
  void answersAreJoinedWithTheirRecordsInOrder() throws IOException {
    var input = new StringBuilder("\uFEFF");
    var expected = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      String line = "{\"n\": %d, \"pad\":\"%s a:lines\"}".formatted(i, "é".repeat(i % 97));
      input.append(line).append(i % 2 == 0 ? "\n" : "\r\n");
      expected
          .append(line, 0, line.length() - 1)
          .append(",\"SageMakerOutput\":{\"length\":%d}}\n".formatted(line.length()));
    }
    stage
        .object("deep/orders.jsonl", input + "\n \r\n")
        .job(
            "\"MaxConcurrentTransforms\": 8, \"MaxPayloadInMB\": 1, \"BatchStrategy\":"
                + " \"MultiRecord\"");

    jsonLines("\"JoinSource\": \"Input\"").run(0);

    assertEquals(expected.toString(), stage.made("deep/orders.jsonl.out"));
    stage.assertSaid("MaxConcurrentTransforms=8, MaxPayloadInMB=1, BatchStrategy=MULTI_RECORD");
    stage.assertSaid("deep/orders.jsonl: 20,000 records done");
  }

  @Test
  void filtersChooseWhatIsSentAndWhatIsKept() throws IOException {
    stage.object(
        "a.jsonl",
        """
        {"id": 7, "order": {"x": [1.50, "a:lines"]}, "outcome": {"late": true}}
        {"outcome": {"late": false}, "order": {"a:lines": {}}, "id": 1e2}
        """);

    jsonLines(
            """
            "InputFilter": "$.order", "JoinSource": "Input",
            "OutputFilter": "$['id','outcome','SageMakerOutput']"
            """)
        .run(0);

    assertEquals(
        """
        {"id":7,"outcome":{"late": true},"SageMakerOutput":{"length":24}}
        {"id":1e2,"outcome":{"late": false},"SageMakerOutput":{"length":15}}
        """,
        stage.made("a.jsonl.out"));
  }

  @Test
  void recordsThatAreNoObjectsBecomeSageMakerInput() throws IOException {
    stage.object("a.jsonl", "[1, \"a:echo\"]\n\"text\"\n 1.50 \nnull\n{}\n");

    jsonLines("\"JoinSource\": \"Input\"").run(0);

    assertEquals(
        """
        {"SageMakerInput":[1, "a:echo"],"SageMakerOutput":[1, "a:echo"]}
        {"SageMakerInput":"text","SageMakerOutput":"text"}
        {"SageMakerInput":1.50,"SageMakerOutput":1.50}
        {"SageMakerInput":null,"SageMakerOutput":null}
        {"SageMakerOutput":{}}
        """,
        stage.made("a.jsonl.out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.order       | $                     | {\"t\":\"a:echo\",\"n\":[1,2,3]}",
        "$['order']    | $.n[0,-1]             | [1,3]",
        "$.order.n     | $                     | {\"order\":{\"t\":\"a:echo\",\"n\":[1,2,3]}}",
        "$             | $.order.n[1:]         | [2,3]",
        "$             | $.order.*             | [\"a:echo\",[1,2,3]]"
      })
  void jsonLinesAreFilteredByAnyPath(String before, String after, String expected)
      throws IOException {
    String record = "{\"order\":{\"t\":\"a:echo\",\"n\":[1,2,3]}}";
    stage.object("a", record + "\n" + record);
    if (before.equals("$.order.n")) {
      // The word for the container does not get through such a filter; the answer is its trace.
      jsonLines("\"InputFilter\": \"%s\"".formatted(before)).run(1);
      stage.assertSaid("records 1-2: Failed to parse output from the algorithm as JSON Lines: ");
      return;
    }

    jsonLines("\"InputFilter\": \"%s\", \"OutputFilter\": \"%s\"".formatted(before, after)).run(0);

    assertEquals(expected + "\n" + expected + "\n", stage.made("a.out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$      | Input | $       | a:echo,\"x, y\",1,a:echo,\"x, y\",1",
        "$[:1]  | Input | $       | a:echo,\"x, y\",1,a:echo,\"x, y\"",
        "$[0]   | Input | $[1,-1] | \"x, y\",a:echo",
        "$[0]   | Input | $[2:]   | 1,a:echo",
        "$[-1,0]| None  | $       | 1,a:echo",
        "$[0:1] | None  | $[1:]   | \"x, y\"",
        "$[*]   | None  | $[0,2:] | a:echo,1"
      })
  void csvIsFilteredByIndexAndGetsItsPredictionsAsFurtherColumns(
      String before, String join, String after, String expected) throws IOException {
    stage.object("a.csv", "a:echo,\"x, y\",1\r\na:echo,\"x, y\",1");

    csv("\"InputFilter\": \"%s\", \"JoinSource\": \"%s\", \"OutputFilter\": \"%s\""
            .formatted(before, join, after))
        .run(0);

    assertEquals(expected + "\n" + expected + "\n", stage.made("a.csv.out"));
  }

  @Test
  void aWholeJsonObjectIsOneRecord() throws IOException {
    stage
        .object("a.json", "{\n \"order\": {\"t\":\n\"a:echo\"},\n \"id\": 1\n}\n")
        .input("\"ContentType\": \"application/json\"")
        .output("\"Accept\": \"application/json\"")
        .processing("\"InputFilter\": \"$.order\", \"JoinSource\": \"Input\"");

    stage.run(0);

    assertEquals(
        "{\n \"order\": {\"t\":\n\"a:echo\"},\n \"id\": 1\n,\"SageMakerOutput\":{\"t\":\n\"a:echo\"}}",
        stage.made("a.json.out"));
  }

  @Test
  void aWholeObjectOfJsonLinesIsOneCall() throws IOException {
    stage
        .object("a.jsonl", "\uFEFF{\"t\":\"a:echo\"}\r\n{\"t\":2}\n\n")
        .input("\"ContentType\": \"application/jsonlines\"")
        .output("\"Accept\": \"application/jsonlines\"")
        .processing("\"InputFilter\": \"$.t\", \"JoinSource\": \"Input\"");

    stage.run(0);

    assertEquals(
        "{\"t\":\"a:echo\",\"SageMakerOutput\":\"a:echo\"}\n{\"t\":2,\"SageMakerOutput\":2}\n",
        stage.made("a.jsonl.out"));
  }

  @Test
  void linesOfAnAnswerStayLinesWithoutAssembleWith() throws IOException {
    stage
        .object("a", "{\"t\":\"a:echo\"}\n{\"t\":2}\n")
        .input(TransformStage.JSON_LINES)
        .output("\"Accept\": \"application/jsonlines\"")
        .processing("\"OutputFilter\": \"$.t\"");

    stage.run(0);

    assertEquals("\"a:echo\"\n2\n", stage.made("a.out"));
  }

  @Test
  void badJsonIsToldByItsRecordAndNeverSent() throws IOException {
    stage
        .object("bad", "{\"a:lines\":1}\n{\"secret\" 1}\n")
        .object("blank", "{\"order\":{\"a:lines\":1}}\n\n{}\n")
        .object("lacks", "{\"order\":{\"a:lines\":1}}\n{\"secret\":1}\n")
        .object("output", "{\"a:lines\":1}\n{\"a:lines\":1,\"SageMakerOutput\":1}\n")
        .object("zcalls", "{\"a:calls\":1}\n");
    String input = "Failed to parse input as JSON Lines: ";

    jsonLines("\"JoinSource\": \"Input\"").run(1);
    stage.assertSaid("bad failed: record 2: " + input + "not JSON at byte 10");
    stage.assertSaid("blank failed: record 2: " + input + "expected a JSON value, found nothing");
    stage.assertSaid("output failed: record 2: the record has a field SageMakerOutput already");
    stage.assertMade("lacks.out", "zcalls.out");
    assertEquals("{\"a:calls\":1,\"SageMakerOutput\":3}\n", stage.made("zcalls.out"));

    jsonLines("\"InputFilter\": \"$.order\"").run(1);
    stage.assertSaid("lacks failed: record 2: " + input + "the record lacks $.order");
    assertFalse(stage.said().contains("secret"), stage.said());
  }

  @Test
  void badCsvIsToldInTheWordsOfThePlatform() throws IOException {
    stage
        .object("bare", "a:echo,1\na:echo,secret \"x\"\n")
        .object("open", "a:echo,\"secret\nrest\"\n")
        .object("outside", "a:echo,1\na:echo\n");

    csv("\"OutputFilter\": \"$[1]\"").run(1);

    stage.assertSaid(
        "bare failed: record 2: Failed to parse input as CSV: bare \" in non quoted field, column"
            + " 2");
    stage.assertSaid(
        "open failed: record 1: Failed to parse input as CSV: extraneous or missing \" in quoted"
            + " field, column 2");
    stage.assertSaid("outside failed: record 2: OutputFilter $[1]: nothing is at index 1 of 1");
    assertFalse(stage.said().contains("secret"), stage.said());
    stage.assertMade();
  }

  @Test
  void answersThatDoNotFitTheirRecordsAreTold() throws IOException {
    stage
        .object("few", "{\"a:lines\":1}\n{\"short\":1}\n")
        .object("other", "{\"a:lines\":\"csv\"}\n{}\n");

    jsonLines("\"JoinSource\": \"Input\"").run(1);

    String output = "Failed to parse output from the algorithm as JSON Lines: ";
    stage.assertSaid("few failed: records 1-2: " + output + "1 lines for 2 records");
    stage.assertSaid("other failed: record 1: " + output + "not JSON at byte 2");
    stage.assertMade();
  }

  @Test
  void whatIsSentMayBeNoLongerThanThePayload() throws IOException {
    stage
        .object("a", "{\"x\":\"%s\"}\n".formatted("x".repeat(600_000)))
        .job("\"MaxPayloadInMB\": 1")
        .input(TransformStage.JSON_LINES)
        .output(TransformStage.TO_JSON_LINES)
        .processing("\"InputFilter\": \"$['x','x']\"");

    stage.run(1);

    stage.assertSaid(
        "a failed: record 1: the choice of InputFilter is longer than MaxPayloadInMB, 1048576"
            + " bytes");
  }

  @Test
  void whatTheServiceWouldRefuseIsToldWithItsField() throws IOException {
    stage.object("a", "").input(TransformStage.CSV).output(TransformStage.TO_JSON_LINES);
    stage
        .processing(
            "\"InputFilter\": \"$.a\", \"OutputFilter\": \"$['a_b']\", \"JoinSource\": \"Input\"")
        .run(1);
    stage.assertSaid(
        "$.DataProcessing.InputFilter: takes only indexes for CSV: $[0], $[0,-1], $[1:]");
    stage.assertSaid("$.DataProcessing.OutputFilter: has an unexpected \"_\" in its JSONPath");
    stage.assertSaid(
        "$.DataProcessing.JoinSource: Input needs TransformOutput.Accept to be the ContentType");

    csv("\"JoinSource\": \"Input\"").output("\"Accept\": \"text/csv\"").run(1);
    stage.assertSaid("$.DataProcessing.JoinSource: Input needs AssembleWith to be the SplitType");
    stage.assertSaid("$.DataProcessing: of CSV needs SplitType and AssembleWith to be Line");

    stage.input(TransformStage.LINES).run(1);
    stage.assertSaid(
        "$.DataProcessing: needs a TransformInput.ContentType and a TransformOutput.Accept of"
            + " text/csv, application/json and application/jsonlines");

    csv("\"JoinSource\": \"Input\"").job("\"MaxPayloadInMB\": 0").run(1);
    stage.assertSaid("$.MaxPayloadInMB: 0 sends every object whole, in chunks, as it is");
  }

  private TransformStage jsonLines(String processing) {
    return stage
        .input(TransformStage.JSON_LINES)
        .output(TransformStage.TO_JSON_LINES)
        .processing(processing);
  }

  private TransformStage csv(String processing) {
    return stage.input(TransformStage.CSV).output(TransformStage.TO_CSV).processing(processing);
  }
}
