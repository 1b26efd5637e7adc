package io.tandem.localsagemaker.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.LocalProgram;
import io.tandem.localsagemaker.container.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test runs whole jobs on container processes: what goes wrong, and what is left then. */
@ExtendWith(TestContainers.class)
final class TransformFailureTest {
  private static final String SINGLE = "\"BatchStrategy\": \"SingleRecord\"";

  private final Path folder;
  private final TransformStage stage;

  TransformFailureTest(@TempDir Path folder) {
    this.folder = folder;
    stage = new TransformStage(folder);
  }

  @Test
  void aBadRecordFailsItsObjectOnlyAndLeavesNothing() throws IOException {
    stage
        .object("bad.jsonl", "{\"a:lines\":1}\n{\"a:lines\":\"bad\"}\n{\"a:lines\":1}\n")
        .object("deep/good.jsonl", "{\"a:lines\":1}\n")
        .object("deep/good-2.jsonl", "{\"a:lines\":1}\n")
        .job("\"MaxConcurrentTransforms\": 2, " + SINGLE)
        .input(TransformStage.JSON_LINES);

    stage.run(1);

    stage.assertSaid(
        "bad.jsonl failed: record 2: ClientError: 400 from a: {\"error\":\"line 1 is bad\"}");
    stage.assertSaid("job test-job: Failed, 2 of 3 objects transformed");
    stage.assertMade("deep/good-2.jsonl.out", "deep/good.jsonl.out");
  }

  @Test
  void whatAnEarlierJobHasMadeStaysWhenItsObjectFails() throws IOException {
    stage.object("a", "a:echo").run(0);
    stage.object("a", "a:fail:400").run(1);

    stage.assertMade("a.out");
    assertEquals("a:echo", stage.made("a.out"));
  }

  @ParameterizedTest
  @CsvSource({
    "a:fail:400, ClientError: 400 from a: it is too odd, 2",
    "a:fail:413, ClientError: 413 from a: it is too odd, 2",
    "a:fail:429, ClientError: 429 from a: it is too odd, 2",
    "a:fail:500, Bad HTTP status received from algorithm: 500 from a: it is too odd, 4",
    "a:fail:503, Bad HTTP status received from algorithm: 503 from a: it is too odd, 4",
    "a:hang, Unable to get response from algorithm: Your invocation timed out while waiting for a"
        + " response from container a, 4"
  })
  void onlyAServersErrorAndNoAnswerAreRetried(String record, String fault, int calls)
      throws IOException {
    stage
        .object("1", record)
        .object("2", "a:calls")
        .job(
            "\"ModelClientConfig\":"
                + " {\"InvocationsTimeoutInSeconds\": 1, \"InvocationsMaxRetries\": 2}");

    stage.run(1);

    stage.assertSaid("1 failed: record 1: " + fault);
    assertEquals(calls + "\n", stage.made("2.out"));
    stage.assertMade("2.out");
  }

  @Test
  void aBrokenConnectionIsRetried() throws Exception {
    stage
        .object("1", "a:reset")
        .object("2", "a:calls")
        .job("\"ModelClientConfig\": {\"InvocationsMaxRetries\": 2}");

    stage.runAlone(1);

    stage.assertSaid(
        "1 failed: record 1: Unable to get response from algorithm: The connection to container a"
            + " broke: ");
    // One that was kept open, and breaks when it is used again, is replaced without a retry.
    assertTrue(stage.made("2.out").matches("[45]\n"), stage.made("2.out"));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 1, 0", "3, 3, 0", "3, 4, 1"})
  void aCallIsRetriedAsOftenAsTheJobSays(int retries, int failing, int status) throws IOException {
    stage
        .object("a", "a:recover:" + failing)
        .job("\"ModelClientConfig\": {\"InvocationsMaxRetries\": %d}".formatted(retries));

    stage.run(status);
  }

  @Test
  void threeRetriesAreTheDefault() throws IOException {
    stage.object("a", "a:fail:500").object("b", "a:calls").run(1);

    assertEquals("5\n", stage.made("b.out"));
  }

  @Test
  void whatIsLargerThanAPayloadFailsItsObject() throws IOException {
    String most = "a:length " + "x".repeat((1 << 20) - 10);
    stage.object("large", "{}\n" + most + "x\n").object("most", most);

    stage.job("\"MaxPayloadInMB\": 1").input(TransformStage.LINES).run(1);
    stage.assertSaid(
        "large failed: record 2: a record is longer than MaxPayloadInMB, 1048576 bytes");
    stage.assertMade("most.out");
    assertEquals((1 << 20) + "\n", stage.made("most.out"));

    stage.object("most", most + "x").input("\"SplitType\": \"None\"").run(1);
    stage.assertSaid("large failed: the object is longer than MaxPayloadInMB, 1048576 bytes");
    assertEquals((1 << 20) + "\n", stage.made("most.out"));
  }

  @Test
  void moreThanAPipelineMayPassFailsTheObject() throws IOException {
    stage.object("a", "a:size:5242881").containers(2);

    stage.run(1);

    stage.assertSaid("a failed: record 1: Received response from a with status code 200. However,");
    stage.assertMade();
  }

  @Test
  void theEndOfAContainerEndsTheJob() throws Exception {
    stage.object("1", "a:echo").object("2", "a:die").object("3", "a:echo");

    stage.runAlone(1);

    stage.assertSaid("a ended with exit status 3");
    stage.assertMade("1.out");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalLeavesNothingHalfWritten(String signal, int status) throws Exception {
    stage.object("1", "a:echo\na:hang\n").job(SINGLE).input(TransformStage.LINES);
    try (var program = stage.start()) {
      awaitPart(1);
      List<ProcessHandle> started = program.descendants();

      program.signal(signal);

      assertEquals(status, program.awaitExit(), program::output);
      program.awaitNothingLeft(started);
    }
    stage.assertMade();
  }

  @Test
  void whatAKilledJobHasLeftIsDeletedByTheNextAndNotItsInput() throws Exception {
    stage.object("1", "a:echo\na:hang\n").job(SINGLE).input(TransformStage.LINES);
    try (var program = stage.start()) {
      awaitPart(1);
      program.signal("KILL");
      program.awaitExit();
    }
    assertEquals(1, parts());

    var reader = new TransformStage(folder).paths("s3://data/out/", "s3://data/in");
    reader.run(1);
    reader.assertSaid("no object begins with s3://data/out/");
    stage.object("1", "a:echo\n").run(0);
    stage.assertMade("1.out");
  }

  @Test
  void twoJobsWithOneOutputDoNotMixAndTheLastOneWins() throws Exception {
    stage.object("1", "a:echo first\na:hang\n").job(SINGLE).input(TransformStage.LINES);
    try (var program = stage.start()) {
      awaitPart(1);
      Path other = Files.createDirectories(folder.resolve("other"));
      Files.createDirectories(other.resolve("s3"));
      Files.createSymbolicLink(other.resolve("s3/data"), folder.resolve("s3/data"));
      var second = new TransformStage(other).job(SINGLE).input(TransformStage.LINES);
      stage.object("1", "a:echo second\n");

      second.run(0);

      assertEquals("a:echo second\n", stage.made("1.out"));
      assertEquals(1, parts(), "the first is still being written");
      program.signal("TERM");
      assertEquals(143, program.awaitExit(), program::output);
    }
    stage.assertMade("1.out");
  }

  @Test
  void anOutputThatCannotBeWrittenFailsItsObject() throws IOException {
    stage.object("1", "a:echo").object("deep/2", "a:echo").object("3", "a:echo");
    Files.createDirectories(stage.out().resolve("1.out/full"));
    Files.writeString(stage.out().resolve("deep"), "no folder");

    stage.run(1);

    stage.assertSaid("1 failed: its output cannot be written: ");
    stage.assertSaid("deep/2 failed: its output cannot be written: ");
    stage.assertMade("3.out", "deep");
  }

  @Test
  void whatIsNotSupportedIsToldWithItsField() throws IOException {
    stage
        .object("a", "")
        .dataType("ManifestFile")
        .job(
            """
            "MaxPayloadInMB": 60, "MaxConcurrentTransforms": 2, "BatchStrategy": "Multi",
            "ModelClientConfig": {"InvocationsTimeoutInSeconds": 3601, "InvocationsMaxRetries": 4},
            "DataCaptureConfig": {"DestinationS3Uri": "s3://x"}
            """)
        .input("\"SplitType\": \"RecordIO\", \"Contenttype\": \"x\"")
        .output("\"Accept\": \"a\\nb\"");

    stage.run(1);

    for (String problem :
        new String[] {
          "DataCaptureConfig: is not supported here: remove it",
          "TransformInput.SplitType: RecordIO is not supported here: use Line or None",
          "TransformInput: unknown field Contenttype; did you mean ContentType?",
          "TransformInput.DataSource.S3DataSource.S3DataType: ManifestFile is not supported here:"
              + " use S3Prefix",
          "TransformOutput.Accept: expected a text of at most 256 characters that matches .*",
          "MaxConcurrentTransforms: expected MaxConcurrentTransforms times MaxPayloadInMB to be at"
              + " most 100",
          "BatchStrategy: expected one of MultiRecord, SingleRecord",
          "ModelClientConfig.InvocationsTimeoutInSeconds: expected a whole number from 1 to 3600",
          "ModelClientConfig.InvocationsMaxRetries: expected a whole number from 0 to 3"
        }) {
      stage.assertSaid("job.json: $." + problem);
    }
    assertFalse(stage.said().contains("started"), stage.said());
  }

  @Test
  void wholeObjectsExcludeSingleRecords() throws IOException {
    String fault =
        "MaxPayloadInMB: 0 sends every object whole, in chunks, as it is: that excludes"
            + " SingleRecord and DataProcessing here; use 1 to 100";
    stage.object("a", "a:echo").job("\"MaxPayloadInMB\": 0, " + SINGLE).input(TransformStage.LINES);
    stage.run(1);
    stage.assertSaid("$." + fault);

    stage.job(SINGLE).parameters("{\"MaxPayloadInMB\":0}").run(1);
    stage.assertSaid("| " + fault);
    stage.assertMade();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://data/in/, s3://data/in/out",
    "s3://data/in/, s3://data/in",
    "s3://data/in, s3://data/in-predicted/",
    "s3://data/in/deep/a, s3://data/in/deep"
  })
  void anOutputThatTheNextRunWouldReadIsRefused(String prefix, String output) throws IOException {
    stage.object("deep/a", "a:echo").paths(prefix, output).run(1);

    assertEquals(
        "local-sagemaker | the outputs of S3OutputPath %s would begin with %s, the prefix of the input, and the next run would read them: choose another path\n"
            .formatted(output, prefix),
        stage.said());
  }

  @Test
  void manyModelsCannotBeTransformed() throws Exception {
    Path job = stage.object("a", "a:echo").write();
    var many = Stage.multiModel(folder, 1, "Enabled");
    try (var program =
        LocalProgram.start(folder, many.arguments("transform", "--job", job.toString()))) {
      assertEquals(1, program.awaitExit(), program::output);
      assertEquals(
          "local-sagemaker | $.Containers[1].Mode: a transform job cannot name a model, so"
              + " MultiModel cannot be transformed: use SingleModel\n",
          program.output());
    }
  }

  @Test
  void aPrefixWithoutObjectsIsTold() throws IOException {
    stage.run(1);

    stage.assertSaid("no object begins with s3://data/in/ (looked in ");
  }

  /** Waits until a job writes so many outputs. */
  private void awaitPart(int count) throws Exception {
    Path out = Files.createDirectories(stage.out());
    try (WatchService changes = out.getFileSystem().newWatchService()) {
      out.register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (parts() != count) {
        WatchKey key = changes.poll(60, TimeUnit.SECONDS);
        assertNotNull(key, "waited in vain");
        key.pollEvents();
        key.reset();
      }
    }
  }

  private int parts() {
    String[] parts = stage.out().toFile().list((_, name) -> name.endsWith(".part"));
    return parts == null ? 0 : parts.length;
  }
}
