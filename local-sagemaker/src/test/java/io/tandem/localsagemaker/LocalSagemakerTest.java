package io.tandem.localsagemaker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.job.JobStage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalSagemakerTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void aSignalStopsEverything(String signal, int status) throws Exception {
    var stage = Stage.create(folder, Map.of(), Map.of());
    try (var program = LocalProgram.start(folder, stage.arguments("endpoint", "--port", "0"))) {
      assertEquals("x|a", invoke(program, "x").substring(0, 3));
      List<ProcessHandle> started = program.descendants();
      assertEquals(3, started.size(), "two containers and the watchdog");

      program.signal(signal);

      assertEquals(status, program.awaitExit(), program::output);
      program.awaitNothingLeft(started);
      program.awaitLine("local-sagemaker \\| stopping a, b");
    }
  }

  @Test
  void aJobIsRunToItsEndAndLeavesItsOutputOnly() throws Exception {
    var stage = new JobStage(folder);
    stage.put("orders/a.csv", "1,2");
    try (var program = LocalProgram.start(folder, train(stage, "train"))) {
      assertEquals(0, program.awaitExit(), program::output);
      program.awaitLine("job job-1: Completed");
      program.awaitNothingLeft(List.of());
    }
    assertTrue(Files.exists(stage.s3().resolve("bucket/models/job-1/output/model.tar.gz")));
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "KILL,137"})
  void aSignalEndsAJobAndItsContainer(String signal, int status) throws Exception {
    var stage = new JobStage(folder);
    stage.put("orders/a.csv", "1,2");
    try (var program = LocalProgram.start(folder, train(stage, "hang"))) {
      program.awaitLine("hanging");
      List<ProcessHandle> started = program.descendants();

      program.signal(signal);

      assertEquals(status, program.awaitExit(), program::output);
      program.awaitNothingLeft(started);
    }
  }

  private static List<String> train(JobStage stage, String what) throws IOException {
    Path job =
        stage.request(
            """
            {"TrainingJobName": "job-1", "RoleArn": "arn:aws:iam::111122223333:role/test",
             "AlgorithmSpecification": {"TrainingInputMode": "File", "TrainingImage": "test-image"},
             "Environment": {"TEST_DO": "%s"},
             "InputDataConfig": [{"ChannelName": "train", "DataSource":
               {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/orders/"}}}],
             "OutputDataConfig": {"S3OutputPath": "s3://bucket/models"},
             "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1,
               "VolumeSizeInGB": 1}, "StoppingCondition": {"MaxRuntimeInSeconds": 60}}
            """
                .formatted(what));
    return List.of(
        "train",
        "--job",
        job.toString(),
        "--s3",
        stage.s3().toString(),
        "--image",
        "test-image=" + stage.jar());
  }

  @Test
  void killingTheProgramStopsItsContainersToo() throws Exception {
    var stage = Stage.create(folder, Map.of());
    try (var program = LocalProgram.start(folder, stage.arguments("endpoint", "--port", "0"))) {
      program.awaitLine("listening on");
      List<ProcessHandle> started = program.descendants();

      program.signal("KILL");

      program.awaitExit();
      program.awaitNothingLeft(started);
    }
  }

  @Test
  void aSignalWhileContainersStartStopsThem() throws Exception {
    var stage = Stage.create(folder, Map.of("TEST_START", "never"));
    try (var program = LocalProgram.start(folder, stage.arguments("endpoint", "--port", "0"))) {
      program.awaitLine("\"container\":\"a\"");
      List<ProcessHandle> started = program.descendants();

      program.signal("TERM");

      assertEquals(143, program.awaitExit(), program::output);
      program.awaitNothingLeft(started);
    }
  }

  @Test
  void aSignalDuringALoadSendsItsCallerAwayAndLeavesNothing() throws Exception {
    var stage = Stage.multiModel(folder, 2, "Enabled");
    stage.putModel("slow", "hold");
    try (var program = LocalProgram.start(folder, stage.arguments("endpoint", "--port", "0"));
        var http = HttpClient.newHttpClient()) {
      var answer = http.sendAsync(request(program, "slow"), BodyHandlers.ofString());
      program.awaitLine("load slow");
      List<ProcessHandle> started = program.descendants();

      program.signal("TERM");

      assertEquals(429, answer.get(60, TimeUnit.SECONDS).statusCode());
      assertEquals(143, program.awaitExit(), program::output);
      program.awaitNothingLeft(started);
      assertFalse(program.output().contains("Exception"), program.output());
    }
  }

  @Test
  void aboveTheMemoryLimitAModelLeaves() throws Exception {
    var stage = Stage.multiModel(folder, 9, "Enabled");
    for (int i = 1; i <= 4; i++) {
      stage.putModel("m" + i, "take:96");
    }
    var arguments = stage.arguments("endpoint", "--port", "0", "--model-memory-mb", "290");
    try (var program = LocalProgram.start(folder, arguments);
        var http = HttpClient.newHttpClient()) {
      for (int i = 1; i <= 4; i++) {
        var answer = http.send(request(program, "m" + i), BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
      }

      // Three take more than 290 MiB; two and the program itself do not.
      program.awaitLine("model m1 leaves: b has 3[0-9]{2} MiB, its limit is 290\n");
      program.awaitLine("model m4 is loaded");
      assertFalse(program.output().contains("model m2 leaves"), program.output());
    }
  }

  @Test
  void aMemoryLimitWithoutManyModelsIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of());

    assertFailure(
        "--model-memory-mb is for a container in Mode MultiModel: the request has none",
        stage.arguments("endpoint", "--port", "0", "--model-memory-mb", "100"));
  }

  @Test
  void theEndOfOneContainerIsToldAndEndsTheRest() throws Exception {
    var stage = Stage.create(folder, Map.of(), Map.of());
    try (var program = LocalProgram.start(folder, stage.arguments("endpoint", "--port", "0"))) {
      program.awaitLine("listening on");
      List<ProcessHandle> started = program.descendants();

      String answer = invoke(program, "a:echo b:die");

      assertTrue(answer.contains("\"OriginalStatusCode\":0"), answer);
      assertEquals(1, program.awaitExit(), program::output);
      program.awaitLine("local-sagemaker \\| b ended with exit status 3; its last lines:");
      program.awaitNothingLeft(started);
    }
  }

  @Test
  void aContainerThatDoesNotComeUpIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of(), Map.of("TEST_START", "crash"));

    assertEquals(1, run(stage.arguments("endpoint", "--port", "0")));

    String said = err.toString(UTF_8);
    assertTrue(
        said.contains("local-sagemaker | b ended with exit status 7; its last lines:"), said);
    assertTrue(said.contains("local-sagemaker |   cannot load the model of b"), said);
  }

  @Test
  void aContainerThatIsNotReadyInTimeIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of(), Map.of("TEST_START", "never"));

    assertEquals(1, run(stage.arguments("endpoint", "--port", "0", "--startup-timeout", "3")));

    String said = err.toString(UTF_8);
    assertTrue(said.contains("local-sagemaker | b (/ping: 503) not ready after 3 s"), said);
  }

  @Test
  void theOutputOfContainersCarriesTheirNames() throws Exception {
    var stage = Stage.create(folder, Map.of("TEST_START", "crash"));

    run(stage.arguments("endpoint", "--port", "0"));

    String said = err.toString(UTF_8);
    assertTrue(
        said.contains("a               | {\"container\":\"a\",\"argument\":\"serve\"}\n"), said);
  }

  @Test
  void aPortInUseIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of());
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFailure(
          "port %d is in use: choose another with --port, or stop what listens there"
              .formatted(taken.getLocalPort()),
          stage.arguments("endpoint", "--port", "" + taken.getLocalPort()));
    }
  }

  @Test
  void aMissingArtifactIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of());
    Path archive = stage.s3().resolve("bucket/a/model.tar.gz");
    Files.delete(archive);

    assertFailure(
        "model artifact s3://bucket/a/model.tar.gz is missing: " + archive + " is not a file",
        stage.arguments("endpoint", "--port", "0"));
  }

  @Test
  void aBrokenArchiveIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of());
    Path archive = stage.s3().resolve("bucket/a/model.tar.gz");
    Files.writeString(archive, "not gzip at all");

    assertFailure(
        "model archive " + archive + " is not a gzip file, or is damaged",
        stage.arguments("endpoint", "--port", "0"));
  }

  @Test
  void anImageWithoutAJarIsTold() throws Exception {
    var stage = Stage.create(folder, Map.of());

    assertFailure(
        "no --image for test-image ($.PrimaryContainer.Image): add --image test-image=<its"
            + " runnable jar>, or --docker",
        withoutImage(stage));
  }

  @Test
  void dockerAndImageTogetherAreTold() throws Exception {
    var stage = Stage.create(folder, Map.of());

    assertFailure(
        "--docker runs the images themselves: leave out --image",
        stage.arguments("endpoint", "--port", "0", "--docker"));
  }

  @Test
  void aMissingDockerEngineIsToldInOneLine() throws Exception {
    var stage = Stage.create(folder, Map.of());
    var engine = Map.of("DOCKER_HOST", "unix://" + folder.resolve("no-engine.sock"));
    try (var program = LocalProgram.startWith(engine, folder, withoutImage(stage, "--docker"))) {
      assertEquals(1, program.awaitExit(), program::output);

      assertEquals(
          "local-sagemaker | no Docker engine answers: start one and try docker version, or set"
              + " DOCKER_HOST (scripts/docker-engine prints it)\n",
          program.output());
    }
  }

  private static List<String> withoutImage(Stage stage, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "endpoint",
                "--model",
                stage.model().toString(),
                "--s3",
                stage.s3().toString(),
                "--port",
                "0"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  @Test
  void wrongUsageIsStatusTwo() {
    assertEquals(2, run(List.of()));
    assertEquals(2, run(List.of("serve")));
    assertEquals(2, run(List.of("endpoint", "--port", "x")));
    assertEquals(0, run(List.of("endpoint", "--help")));
  }

  @ParameterizedTest
  @CsvSource({
    "--port, 99999, 0 to 65535",
    "--port, -1, 0 to 65535",
    "--port, x, 0 to 65535",
    "--startup-timeout, 0, 1 to 3600",
    "--model-memory-mb, 0, 1 to 1048576",
    "--startup-timeout, 99999999999, 1 to 3600"
  })
  void aNumberOutOfRangeIsToldInOneLine(String option, String value, String range) {
    assertEquals(2, run(List.of("endpoint", option, value)));

    assertEquals(
        "local-sagemaker | Invalid value for option '%s': '%s' is not a whole number from %s; see local-sagemaker endpoint --help%n"
            .formatted(option, value, range),
        err.toString(UTF_8));
  }

  private void assertFailure(String line, List<String> arguments) {
    assertEquals(1, run(arguments));
    assertEquals("local-sagemaker | " + line + "\n", err.toString(UTF_8));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private int run(List<String> arguments) {
    return LocalSagemaker.run(
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
        new PrintStream(err, true, UTF_8),
        arguments.toArray(String[]::new));
  }

  private static HttpRequest request(LocalProgram program, String target) {
    return HttpRequest.newBuilder(URI.create(program.awaitLine("listening on (\\S+)")))
        .header("X-Amzn-SageMaker-Target-Model", target)
        .POST(BodyPublishers.ofString("x"))
        .build();
  }

  private static String invoke(LocalProgram program, String body)
      throws IOException, InterruptedException {
    String address = program.awaitLine("listening on (\\S+)");
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(address))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
