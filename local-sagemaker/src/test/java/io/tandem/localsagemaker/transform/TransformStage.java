package io.tandem.localsagemaker.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.LocalProgram;
import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A batch transform job of test containers: its objects, its request, what it said and made. */
final class TransformStage {
  /** For records that are lines of JSON, and answers that are too. */
  static final String JSON_LINES =
      "\"ContentType\": \"application/jsonlines\", \"SplitType\": \"Line\"";

  static final String TO_JSON_LINES =
      "\"Accept\": \"application/jsonlines\", \"AssembleWith\": \"Line\"";
  static final String CSV = "\"ContentType\": \"text/csv\", \"SplitType\": \"Line\"";
  static final String TO_CSV = "\"Accept\": \"text/csv\", \"AssembleWith\": \"Line\"";
  static final String LINES = "\"SplitType\": \"Line\"";

  private final Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String dataType = "S3Prefix";
  private String inputPrefix = "s3://data/in/";
  private String outputPath = "s3://data/out";
  private String job = "";
  private String input = "";
  private String output = "";
  private String processing = "";
  private String parameters = "";
  private int containers = 1;

  TransformStage(Path folder) {
    this.folder = folder;
  }

  TransformStage job(String fields) {
    job = fields + ",";
    return this;
  }

  TransformStage input(String fields) {
    input = ", " + fields;
    return this;
  }

  TransformStage output(String fields) {
    output = ", " + fields;
    return this;
  }

  TransformStage processing(String fields) {
    processing = fields;
    return this;
  }

  TransformStage dataType(String type) {
    dataType = type;
    return this;
  }

  TransformStage paths(String prefix, String path) {
    inputPrefix = prefix;
    outputPath = path;
    return this;
  }

  /** How many there are: a, b. */
  TransformStage containers(int count) {
    containers = count;
    return this;
  }

  /** What the first container answers to {@code /execution-parameters}; empty for 404. */
  TransformStage parameters(String answer) {
    parameters = answer;
    return this;
  }

  TransformStage object(String key, String content) throws IOException {
    Path file = in().resolve(key);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, content);
    return this;
  }

  TransformStage gzip(String key, String... members) throws IOException {
    Files.createDirectories(in());
    try (var file = Files.newOutputStream(in().resolve(key))) {
      for (String member : members) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
          gzip.write(member.getBytes(UTF_8));
        }
        packed.writeTo(file);
      }
    }
    return this;
  }

  Path in() {
    return folder.resolve("s3/data/in");
  }

  Path out() {
    return folder.resolve("s3/data/out");
  }

  /** Runs the job in this JVM, on containers that other jobs use too. */
  void run(int status) throws IOException {
    Path file = write();
    err.reset();
    assertEquals(status, transform(file), this::said);
  }

  private int transform(Path file) throws IOException {
    var terminal = new Terminal(new PrintStream(err, true, UTF_8));
    try {
      TransformJob request = TransformJob.read(file, "test-model");
      List<TransformObject> objects =
          TransformObject.find(request, new S3Folder(folder.resolve("s3")));
      Containers running = TestContainers.of(containers, parameters);
      var runner = new TransformJobRunner(request, running, terminal, Duration.ofMillis(1));
      return runner.run(objects) ? 0 : 1;
    } catch (SetupException e) {
      terminal.say(e.problems());
      return 1;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  /** Runs the job in a JVM of its own, with a container of its own; the caller ends it. */
  LocalProgram start(String... options) throws IOException {
    Path file = write();
    var stage = Stage.create(folder, Map.of());
    return LocalProgram.start(
        folder, stage.arguments("transform", "--job", file.toString()), options);
  }

  /** Runs the job as {@link #start} does, to its end. */
  void runAlone(int status) throws IOException, InterruptedException {
    try (var program = start()) {
      assertEquals(status, program.awaitExit(), program::output);
      err.reset();
      err.writeBytes(program.output().getBytes(UTF_8));
    }
  }

  Path write() throws IOException {
    Path file = folder.resolve("job.json");
    Files.createDirectories(folder.resolve("s3"));
    Files.writeString(
        file,
        """
        {"TransformJobName": "test-job", "ModelName": "test-model", %s
         "TransformInput": {
           "DataSource": {"S3DataSource": {"S3DataType": "%s", "S3Uri": "%s"}} %s},
         "TransformOutput": {"S3OutputPath": "%s" %s},
         "TransformResources": {"InstanceType": "ml.m6i.xlarge", "InstanceCount": 1},
         "DataProcessing": {%s}}
        """
            .formatted(job, dataType, inputPrefix, input, outputPath, output, processing));
    return file;
  }

  String said() {
    return err.toString(UTF_8);
  }

  void assertSaid(String part) {
    assertTrue(said().contains(part), () -> "not said: " + part + "\nbut\n" + said());
  }

  String made(String key) throws IOException {
    return Files.readString(out().resolve(key));
  }

  /** Everything below the output's folder, hidden files too. */
  void assertMade(String... keys) throws IOException {
    if (!Files.exists(out())) {
      assertEquals(0, keys.length, "nothing was made");
      return;
    }
    try (Stream<Path> files = Files.walk(out())) {
      assertEquals(
          List.of(keys),
          files
              .filter(Files::isRegularFile)
              .map(file -> out().relativize(file).toString())
              .sorted()
              .toList(),
          this::said);
    }
  }
}
