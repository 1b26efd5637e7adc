package io.tandem.localsagemaker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.container.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A batch transform job of test containers: its objects, its request, what it said and made. */
public final class TransformStage {
  /** For records that are lines of JSON, and answers that are too. */
  public static final String JSON_LINES =
      "\"ContentType\": \"application/jsonlines\", \"SplitType\": \"Line\"";

  public static final String TO_JSON_LINES =
      "\"Accept\": \"application/jsonlines\", \"AssembleWith\": \"Line\"";
  public static final String CSV = "\"ContentType\": \"text/csv\", \"SplitType\": \"Line\"";
  public static final String TO_CSV = "\"Accept\": \"text/csv\", \"AssembleWith\": \"Line\"";
  public static final String LINES = "\"SplitType\": \"Line\"";

  private final Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String dataType = "S3Prefix";
  private String inputPrefix = "s3://data/in/";
  private String outputPath = "s3://data/out";
  private String job = "";
  private String input = "";
  private String output = "";
  private String processing = "";
  private List<Map<String, String>> environments = List.of(Map.of());

  public TransformStage(Path folder) {
    this.folder = folder;
  }

  public TransformStage job(String fields) {
    job = fields + ",";
    return this;
  }

  public TransformStage input(String fields) {
    input = ", " + fields;
    return this;
  }

  public TransformStage output(String fields) {
    output = ", " + fields;
    return this;
  }

  public TransformStage processing(String fields) {
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

  /** Of the containers a, b, ... */
  TransformStage containers(List<Map<String, String>> perContainer) {
    environments = perContainer;
    return this;
  }

  public TransformStage object(String key, String content) throws IOException {
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

  /** Runs the job in this JVM. */
  public void run(int status) throws IOException {
    err.reset();
    int ended =
        LocalSagemaker.run(
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8),
            arguments().toArray(String[]::new));
    assertEquals(status, ended, this::said);
  }

  /** Runs the job in a JVM of its own; the caller ends it. */
  LocalProgram start(String... options) throws IOException {
    return LocalProgram.start(folder, arguments(), options);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Of generic varargs.
  private List<String> arguments() throws IOException {
    var stage = Stage.create(folder, environments.toArray(Map[]::new));
    Path file = folder.resolve("job.json");
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
    return stage.arguments("transform", "--job", file.toString());
  }

  public String said() {
    return err.toString(UTF_8);
  }

  public void assertSaid(String part) {
    assertTrue(said().contains(part), () -> "not said: " + part + "\nbut\n" + said());
  }

  public String made(String key) throws IOException {
    return Files.readString(out().resolve(key));
  }

  /** Everything below the output's folder, hidden files too. */
  public void assertMade(String... keys) throws IOException {
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
