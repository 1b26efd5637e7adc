package io.tandem.localsagemaker.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test runs whole jobs on container processes: what is sent, and what becomes of answers. */
@ExtendWith(TestContainers.class)
final class TransformTest {
  private static final int MEGABYTE = 1 << 20;

  private final TransformStage stage;

  TransformTest(@TempDir Path folder) {
    stage = new TransformStage(folder);
  }

  @Test
  void linesAreSentAsRecordsThatEndWithALineFeed() throws IOException {
    stage
        .object("crlf", "\uFEFFa:echo\r\n2\r\n")
        .object("open", "a:echo\n2")
        .object("blank", "\na:echo\n \n\t\r\n2\n\n \r\n\t\n")
        .input(TransformStage.LINES);

    stage.run(0);

    assertEquals("a:echo\r\n2\r\n", stage.made("crlf.out"));
    assertEquals("a:echo\n2\n", stage.made("open.out"));
    assertEquals("\na:echo\n\n\n2\n", stage.made("blank.out"));
  }

  @Test
  void aSingleRecordIsOneCallAndAWholeObjectIsToo() throws IOException {
    stage.object("a.txt", "a:length 1\na:length 22\n");

    stage.job("\"BatchStrategy\": \"SingleRecord\"").input(TransformStage.LINES).run(0);
    assertEquals("11\n12\n", stage.made("a.txt.out"));
    stage.job("\"MaxPayloadInMB\": 1").input("\"SplitType\": \"None\"").run(0);
    assertEquals("23\n", stage.made("a.txt.out"));
  }

  @Test
  void aCallTakesAsManyRecordsAsThePayloadAllows() throws IOException {
    String third = "a:length " + "x".repeat(MEGABYTE / 3 - 10) + "\n";
    stage
        .object("three", third.repeat(3) + "a:length\n")
        .object("one-over", third.repeat(2) + "xx" + third)
        .job("\"MaxPayloadInMB\": 1")
        .input(TransformStage.LINES);

    stage.run(0);

    assertEquals(3 * (MEGABYTE / 3) + "\n9\n", stage.made("three.out"));
    assertEquals(2 * (MEGABYTE / 3) + "\n" + (MEGABYTE / 3 + 2) + "\n", stage.made("one-over.out"));
  }

  @ParameterizedTest
  @CsvSource({
    "None, a:echoed, a:echoed, a:echoeda:echoed",
    "Line, a:echoed, a:echoed, 'a:echoed\na:echoed\n'",
    "None, a:echo, a:echo, 'a:echo\na:echo\n'",
    "Line, a:echo, a:echo, 'a:echo\na:echo\n'"
  })
  void answersAreAssembled(String with, String first, String second, String expected)
      throws IOException {
    stage
        .object("a", first + "\n" + second)
        .job("\"BatchStrategy\": \"SingleRecord\"")
        .input(TransformStage.LINES)
        .output("\"AssembleWith\": \"" + with + "\"");

    stage.run(0);

    assertEquals(expected, stage.made("a.out"));
  }

  @Test
  void headersAreThoseOfTheJobAndNoOthers() throws IOException {
    stage.object("a", "x").run(0);
    assertEquals("x|a null null null null", stage.made("a.out"));

    stage.input("\"ContentType\": \"text/x; v=1\"").output("\"Accept\": \"text/y\"").run(0);
    assertEquals("x|a text/x; v=1 text/y null null", stage.made("a.out"));
  }

  @Test
  void gzipIsUnpackedBeforeItIsSent() throws IOException {
    stage.gzip("a.gz", "a:echo x\n", "y").input("\"CompressionType\": \"Gzip\"").run(0);

    assertEquals("a:echo x\ny", stage.made("a.gz.out"));
  }

  @ParameterizedTest
  @CsvSource({"1", "0"})
  void whatIsNotGzipFailsItsObjectBeforeItIsSent(int payload) throws IOException {
    stage
        .gzip("cut.gz", "a:echo x".repeat(10_000))
        .object("none.gz", "a:echo x")
        .gzip("right.gz", "a:calls")
        .job("\"MaxPayloadInMB\": " + payload)
        .input("\"CompressionType\": \"Gzip\"");
    byte[] packed = Files.readAllBytes(stage.in().resolve("cut.gz"));
    Files.write(stage.in().resolve("cut.gz"), Arrays.copyOf(packed, packed.length - 20));

    stage.run(1);

    String fault =
        "expected gzip, as CompressionType says, found something else or only part of it";
    stage.assertSaid("cut.gz failed: " + fault);
    stage.assertSaid("none.gz failed: " + fault);
    stage.assertMade("right.gz.out");
    assertEquals("1\n", stage.made("right.gz.out"));
  }

  @Test
  void payloadZeroSendsObjectsInChunksThatAreNeverHeld() throws Exception {
    Files.createDirectories(stage.in());
    long size = 200L * MEGABYTE + 3;
    try (OutputStream large = Files.newOutputStream(stage.in().resolve("large"))) {
      var block = new byte[MEGABYTE];
      for (int i = 0; i < 200; i++) {
        large.write(block);
      }
      large.write(new byte[3]);
    }
    stage
        .object("none", "")
        .job("\"MaxPayloadInMB\": 0, \"MaxConcurrentTransforms\": 2")
        .input("\"ContentType\": \"text/stream\", \"SplitType\": \"Line\"");

    try (var program = stage.start("-Xmx40m")) {
      assertEquals(0, program.awaitExit(), program::output);
    }

    assertEquals(
        size + " bytes, Content-Length null, Transfer-Encoding chunked", stage.made("large.out"));
    assertEquals(
        "0 bytes, Content-Length 0, Transfer-Encoding null",
        stage.made("none.out"),
        "the HTTP client knows that there is nothing to send");
  }

  @Test
  void aCallInChunksIsRetriedFromItsBeginning() throws IOException {
    stage.object("a", "a:recover:2").job("\"MaxPayloadInMB\": 0").containers(2);

    stage.run(0);

    assertEquals(
        "call 3|b null null null null", stage.made("a.out").replaceFirst("text/a.*? n", "null n"));
  }

  @Test
  void memoryDoesNotGrowWithTheObject() throws Exception {
    Files.createDirectories(stage.in());
    String line = "{\"n\":\"" + "a:lines ".repeat(20) + "\"}\n";
    int count = 90 * MEGABYTE / line.length();
    try (var large = Files.newBufferedWriter(stage.in().resolve("large"))) {
      for (int i = 0; i < count; i++) {
        large.write(line);
      }
    }
    stage
        .job("\"MaxPayloadInMB\": 1, \"MaxConcurrentTransforms\": 3")
        .input(TransformStage.JSON_LINES)
        .output(TransformStage.TO_JSON_LINES)
        .processing("\"JoinSource\": \"Input\"");

    try (var program = stage.start("-Xmx24m")) {
      assertEquals(0, program.awaitExit(), program::output);
    }

    try (var lines = Files.lines(stage.out().resolve("large.out"))) {
      assertEquals(
          count, lines.filter(l -> l.endsWith("\"SageMakerOutput\":{\"length\":168}}")).count());
    }
  }

  @Test
  void asManyCallsAreUnderWayAsTheJobAllows() throws IOException {
    stage
        .object("a", "a:peak\n".repeat(9))
        .job("\"MaxConcurrentTransforms\": 3, \"BatchStrategy\": \"SingleRecord\"")
        .input(TransformStage.LINES);

    stage.run(0);

    assertEquals("3", stage.made("a.out").lines().max(String::compareTo).orElseThrow());
  }

  @Test
  void callsOfSeveralObjectsAreUnderWayTogether() throws IOException {
    for (int i = 0; i < 8; i++) {
      stage.object("object-" + i, "a:peak");
    }

    stage.job("\"MaxConcurrentTransforms\": 4").run(0);

    assertEquals("4\n", stage.made("object-7.out"));
  }

  @Test
  void answersKeepTheOrderOfTheirRecords() throws IOException {
    String records =
        IntStream.range(0, 300)
            .mapToObj(i -> (i % 7 == 0 ? "a:echo " : "a:lines ") + "x".repeat(i))
            .collect(Collectors.joining("\n"));
    stage
        .object("a", records)
        .job("\"MaxConcurrentTransforms\": 9, \"BatchStrategy\": \"SingleRecord\"")
        .input(TransformStage.LINES);

    stage.run(0);

    var expected = new StringBuilder();
    records
        .lines()
        .forEach(
            r ->
                expected
                    .append(r.startsWith("a:echo") ? r : "{\"length\":" + r.length() + "}")
                    .append('\n'));
    assertEquals(expected.toString(), stage.made("a.out"));
  }

  @Test
  void anEmptyObjectMakesAnEmptyOutput() throws IOException {
    stage.object("blank", "\n \n").object("empty", "").object("mark", "\uFEFF");

    stage.input(TransformStage.LINES).run(0);
    assertEquals("", stage.made("blank.out") + stage.made("empty.out") + stage.made("mark.out"));
    stage.input("\"SplitType\": \"None\"").run(0);
    assertEquals("|a null null null null", stage.made("empty.out"));
  }

  @Test
  void containersGetWhatThePlatformTellsThemAboutTheJob() throws Exception {
    stage
        .object("a", "a:environment")
        .job(
            """
            "MaxConcurrentTransforms": 2, "MaxPayloadInMB": 5, "BatchStrategy": "SingleRecord",
            "Environment": {"LEVEL": "high"}
            """)
        .input(TransformStage.LINES);

    stage.runAlone(0);

    for (String variable :
        new String[] {
          "SAGEMAKER_BATCH=true",
          "SAGEMAKER_MAX_PAYLOAD_IN_MB=5",
          "SAGEMAKER_BATCH_STRATEGY=SINGLE_RECORD",
          "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS=2",
          "LEVEL=high"
        }) {
      assertTrue(stage.made("a.out").contains(variable + "\n"), variable);
    }
    stage.job("\"MaxConcurrentTransforms\": 0").input("\"SplitType\": \"None\"").runAlone(0);
    assertEquals(
        "SAGEMAKER_BATCH=true",
        stage
            .made("a.out")
            .lines()
            .filter(l -> l.matches("SAGEMAKER_(BATCH|MAX).*"))
            .collect(Collectors.joining()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                | ``                              | 1 | 6 | MULTI",
        "``                                | not JSON                        | 1 | 6 | MULTI",
        "``                                | `[1]`                           | 1 | 6 | MULTI",
        "``                                | `{\"c\":3,\"s\":\"SINGLE\",\"p\":2}` | 3 | 2 | SINGLE",
        "`\"MaxPayloadInMB\": 4`           | `{\"c\":3,\"s\":\"SINGLE\",\"p\":2}` | 3 | 4 | SINGLE",
        "`\"BatchStrategy\": \"MultiRecord\"` | `{\"s\":\"SINGLE\"}`          | 1 | 6 | MULTI",
        "`\"MaxConcurrentTransforms\": 2`  | `{\"c\":3}`                     | 2 | 6 | MULTI",
        "`\"MaxConcurrentTransforms\": 0`  | `{\"c\":3}`                     | 3 | 6 | MULTI",
        "`\"MaxConcurrentTransforms\": 99` | `{\"p\":20}`                    | 5 | 20 | MULTI",
        "`\"MaxConcurrentTransforms\": 99` | ``                              | 16 | 6 | MULTI",
        "``                                | `{\"c\":-3,\"p\":-1}`           | 1 | 6 | MULTI",
        "``                                | `{\"c\":\"3\",\"p\":1000}`      | 1 | 100 | MULTI",
        "``                                | `{\"c\":7,\"p\":0}`             | 7 | 0 | MULTI",
      })
  void whatTheJobLeavesOpenTheContainerSaysElseTheDefault(
      String job, String offered, int concurrent, int payload, String strategy) throws IOException {
    stage.object("a", "a:echo").input(TransformStage.LINES);
    if (!job.isEmpty()) {
      stage.job(job);
    }
    stage.parameters(
        offered
            .replace("\"c\"", "\"MaxConcurrentTransforms\"")
            .replace("\"p\"", "\"MaxPayloadInMB\"")
            .replace("\"s\"", "\"BatchStrategy\"")
            .replace("\"SINGLE\"", "\"SINGLE_RECORD\""));

    stage.run(0);

    stage.assertSaid(
        "MaxConcurrentTransforms=%d, MaxPayloadInMB=%d, BatchStrategy=%s_RECORD"
            .formatted(concurrent, payload, strategy));
    assertEquals(
        job.contains("99"),
        stage.said().contains(" instead of 99: times MaxPayloadInMB it may be 100 at most"));
  }
}
