package io.tandem.localsagemaker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test runs a whole job on a container process. */
final class TransformTest {
  private static final String JSON_LINES =
      """
      "ContentType": "application/jsonlines", "SplitType": "Line"\
      """;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;
  private Path in = Path.of("in");
  private Path out = Path.of("out");
  private String inputPrefix = "s3://data/in/";
  private String outputPath = "s3://data/out";

  @BeforeEach
  void createFolders() throws IOException {
    in = Files.createDirectories(folder.resolve("s3/data/in/deep"));
    out = folder.resolve("s3/data/out");
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
    Files.writeString(in.resolve("orders.jsonl"), input + "\n \r\n");

    int status =
        transform(
            """
            "MaxConcurrentTransforms": 8, "MaxPayloadInMB": 1, "BatchStrategy": "MultiRecord",
            """,
            JSON_LINES,
            "\"Accept\": \"application/jsonlines\", \"AssembleWith\": \"Line\"",
            "\"JoinSource\": \"Input\"");

    assertEquals(0, status, err.toString(UTF_8));
    assertEquals(expected.toString(), Files.readString(out.resolve("deep/orders.jsonl.out")));
    assertSaid("MaxConcurrentTransforms=8, MaxPayloadInMB=1, BatchStrategy=MULTI_RECORD");
    assertSaid("deep/orders.jsonl: 20,000 records done");
  }

  @Test
  void filtersChooseWhatIsSentAndWhatIsKept() throws IOException {
    Files.writeString(
        in.resolve("a.jsonl"),
        """
        {"id": 7, "order": {"x": [1.50, "a:lines"]}, "outcome": {"late": true}}
        {"outcome": {"late": false}, "order": {"a:lines": {}}, "id": 1e2}
        """);

    int status =
        transform(
            "",
            JSON_LINES,
            "\"Accept\": \"application/jsonlines\", \"AssembleWith\": \"Line\"",
            """
            "InputFilter": "$.order", "JoinSource": "Input",
            "OutputFilter": "$['id','outcome','SageMakerOutput']"
            """);

    assertEquals(0, status, err.toString(UTF_8));
    assertEquals(
        """
        {"id":7,"outcome":{"late": true},"SageMakerOutput":{"length":24}}
        {"id":1e2,"outcome":{"late": false},"SageMakerOutput":{"length":15}}
        """,
        Files.readString(out.resolve("deep/a.jsonl.out")));
  }

  @Test
  void csvGetsItsPredictionsAsFurtherColumns() throws IOException {
    Files.writeString(in.resolve("a.csv"), "a:lines csv,1\r\n2,csv\r\n");

    int status =
        transform(
            "",
            "\"ContentType\": \"text/csv\", \"SplitType\": \"Line\"",
            "\"Accept\": \"text/csv\", \"AssembleWith\": \"Line\"",
            "\"JoinSource\": \"Input\"");

    assertEquals(0, status, err.toString(UTF_8));
    assertEquals(
        "a:lines csv,1,13,x\n2,csv,5,x\n", Files.readString(out.resolve("deep/a.csv.out")));
  }

  @Test
  void aSingleRecordIsOneCallAndAWholeObjectIsToo() throws IOException {
    Files.writeString(in.resolve("a.txt"), "a:echo 1\na:echo 2\n");

    assertEquals(
        0, transform("\"BatchStrategy\": \"SingleRecord\",", "\"SplitType\": \"Line\"", "", ""));
    assertEquals("a:echo 1\na:echo 2\n", Files.readString(out.resolve("deep/a.txt.out")));
    assertEquals(0, transform("", "\"SplitType\": \"None\"", "\"AssembleWith\": \"Line\"", ""));
    assertEquals("a:echo 1\na:echo 2\n", Files.readString(out.resolve("deep/a.txt.out")));
  }

  @Test
  void gzipIsUnpackedBeforeItIsSent() throws IOException {
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(in.resolve("a.gz")))) {
      gzip.write("a:echo x".getBytes(UTF_8));
    }

    assertEquals(0, transform("", "\"CompressionType\": \"Gzip\"", "", ""), err.toString(UTF_8));
    assertEquals("a:echo x", Files.readString(out.resolve("deep/a.gz.out")));
  }

  @Test
  void containersGetWhatThePlatformTellsThemAboutTheJob() throws IOException {
    Files.writeString(in.resolve("a"), "a:environment");

    transform(
        """
        "MaxConcurrentTransforms": 2, "MaxPayloadInMB": 5, "BatchStrategy": "SingleRecord",
        "Environment": {"LEVEL": "high"},
        """,
        "\"SplitType\": \"Line\"",
        "",
        "");

    String environment = Files.readString(out.resolve("deep/a.out"));
    assertAll(
        () -> assertTrue(environment.contains("SAGEMAKER_BATCH=true\n"), environment),
        () -> assertTrue(environment.contains("SAGEMAKER_MAX_PAYLOAD_IN_MB=5\n"), environment),
        () ->
            assertTrue(
                environment.contains("SAGEMAKER_BATCH_STRATEGY=SINGLE_RECORD\n"), environment),
        () ->
            assertTrue(
                environment.contains("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS=2\n"), environment),
        () -> assertTrue(environment.contains("LEVEL=high\n"), environment));
  }

  @Test
  void theContainersParametersHoldWhereTheJobIsSilent() throws IOException {
    Files.writeString(in.resolve("a"), "a:echo");
    var stage =
        Stage.create(
            folder,
            Map.of(
                "TEST_PARAMETERS",
                "{\"MaxConcurrentTransforms\":3,\"BatchStrategy\":\"SINGLE_RECORD\",\"MaxPayloadInMB\":2}"));

    run(stage, "\"MaxPayloadInMB\": 4,", "\"SplitType\": \"Line\"", "", "");

    assertSaid("MaxConcurrentTransforms=3, MaxPayloadInMB=4, BatchStrategy=SINGLE_RECORD");
  }

  @Test
  void aFailingCallFailsItsObjectOnlyAndLeavesNoHalfFile() throws IOException {
    Files.writeString(in.resolve("bad.jsonl"), "{\"a:lines\":1}\n{\"a:lines\":\"bad\"}\n");
    Files.writeString(in.resolve("good.jsonl"), "{\"a:lines\":1}\n");

    int status = transform("\"BatchStrategy\": \"SingleRecord\",", JSON_LINES, "", "");

    assertEquals(1, status);
    assertSaid("deep/bad.jsonl failed: record 2: a answered 400: {\"error\":\"line 1 is bad\"}");
    assertSaid("job test-job: 1 of 2 objects transformed");
    assertEquals(1, out.resolve("deep").toFile().list().length);
    assertTrue(Files.exists(out.resolve("deep/good.jsonl.out")));
  }

  @Test
  void answersThatDoNotMatchTheirRecordsAreNoticed() throws IOException {
    Files.writeString(in.resolve("few.jsonl"), "{\"a:lines\":1}\n{\"short\":1}\n");
    Files.writeString(in.resolve("json.jsonl"), "{\"a:lines\":1}\n{\"a\" 1}\n");
    Files.writeString(in.resolve("lacks.jsonl"), "{\"order\":{\"a:lines\":1}}\n\n{}\n");
    String accept = "\"Accept\": \"application/jsonlines\", \"AssembleWith\": \"Line\"";

    assertEquals(1, transform("", JSON_LINES, accept, "\"JoinSource\": \"Input\""));
    assertSaid("deep/few.jsonl failed: records 1-2: 2 records were answered with 1 lines");
    assertSaid("deep/json.jsonl failed: records 1-2: not JSON at byte 5");
    assertEquals(1, transform("", JSON_LINES, accept, "\"InputFilter\": \"$.order\""));
    assertSaid("deep/lacks.jsonl failed: record 2: expected a JSON value, found nothing");
    assertSaid("deep/few.jsonl failed: record 1: the record lacks $.order");
  }

  @Test
  void aRecordLargerThanAPayloadFailsItsObject() throws IOException {
    Files.writeString(in.resolve("large.jsonl"), "{}\n" + "x".repeat(1024 * 1024) + "\n");

    assertEquals(1, transform("\"MaxPayloadInMB\": 1,", JSON_LINES, "", ""));
    assertSaid("deep/large.jsonl failed: record 2: a record is longer than MaxPayloadInMB");
  }

  @Test
  void theEndOfAContainerEndsTheJob() throws IOException {
    Files.writeString(in.resolve("a"), "a:die");

    assertEquals(1, transform("", "", "", ""));
    assertSaid("a ended with exit status 3");
    assertFalse(Files.exists(out.resolve("deep/a.out")));
  }

  @Test
  void whatIsNotSupportedIsToldWithItsField() throws IOException {
    int status =
        transform(
            """
            "MaxPayloadInMB": 60, "MaxConcurrentTransforms": 2, "BatchStrategy": "Multi",
            "DataCaptureConfig": {"DestinationS3Uri": "s3://x"},
            """,
            "\"SplitType\": \"RecordIO\", \"Contenttype\": \"x\"",
            "\"AssembleWith\": \"Line\"",
            "\"InputFilter\": \"$..x\", \"JoinSource\": \"Input\"");

    assertEquals(1, status);
    assertSaid("$.DataCaptureConfig is not supported here: remove it");
    assertSaid("$.TransformInput.SplitType RecordIO is not supported here: use Line or None");
    assertSaid("$.TransformInput.Contenttype is unknown");
    assertSaid("$.MaxConcurrentTransforms times MaxPayloadInMB is more than 100");
    assertSaid("$.BatchStrategy is not one of MultiRecord, SingleRecord");
    assertSaid("$.DataProcessing.InputFilter is not supported here: use $, $.a.b or $['a','b']");
    assertSaid("$.DataProcessing.JoinSource Input needs AssembleWith to be the SplitType");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://data/in/, s3://data/in/out",
    "s3://data/in/, s3://data/in",
    "s3://data/in, s3://data/in-predicted/",
    "s3://data/in/deep/a, s3://data/in/deep"
  })
  void anOutputThatTheNextRunWouldReadIsRefused(String prefix, String output) throws IOException {
    Files.writeString(in.resolve("a"), "a:echo");
    inputPrefix = prefix;
    outputPath = output;

    assertEquals(1, transform("", "", "", ""));
    assertEquals(
        "local-sagemaker | what is written to S3OutputPath %s would begin with %s, the prefix of the input, and be read by the next run: choose another\n"
            .formatted(output, prefix),
        err.toString(UTF_8));
  }

  @Test
  void aPrefixWithoutObjectsIsTold() throws IOException {
    assertEquals(1, transform("", "", "", ""));
    assertSaid("no object begins with s3://data/in/ (looked in ");
  }

  private int transform(String job, String input, String output, String processing)
      throws IOException {
    return run(Stage.create(folder, Map.of()), job, input, output, processing);
  }

  private int run(Stage stage, String job, String input, String output, String processing)
      throws IOException {
    Path file = folder.resolve("job.json");
    Files.writeString(
        file,
        """
        {"TransformJobName": "test-job", "ModelName": "test-model", %s
         "TransformInput": {
           "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "%s"}} %s},
         "TransformOutput": {"S3OutputPath": "%s" %s},
         "TransformResources": {"InstanceType": "ml.m6i.xlarge", "InstanceCount": 1},
         "DataProcessing": {%s}}
        """
            .formatted(
                job,
                inputPrefix,
                input.isEmpty() ? "" : ", " + input,
                outputPath,
                output.isEmpty() ? "" : ", " + output,
                processing));
    return LocalSagemaker.run(
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
        new PrintStream(err, true, UTF_8),
        stage.arguments("transform", "--job", file.toString()).toArray(String[]::new));
  }

  private void assertSaid(String line) {
    assertTrue(err.toString(UTF_8).contains(line), () -> err.toString(UTF_8));
  }
}
