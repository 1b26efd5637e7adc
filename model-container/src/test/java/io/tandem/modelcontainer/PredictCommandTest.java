package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.TestProcess;
import io.tandem.modelcontainer.formats.OutputKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PredictCommandTest {
  private static final String ORIGIN = "#tandem schema=00ff17 semantics=a1b2c3\n";
  private static final String ROW = "1,2.5,,-4e-3,0,6";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;
  private Path model = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "text/csv, '', ''",
    "text/csv, '', 'probability,contributions'",
    "application/jsonlines, .csv, ''",
    "application/jsonlines, .csv, 'probability,raw_scores,contributions'",
    "application/json, .csv, 'contributions'",
    "text/csv, .jsonl, ''",
    "application/json, .ndjson, probability",
    "text/csv, .json, ''",
    "application/jsonlines, .json, 'predicted_label,contributions'",
  })
  void answersWithTheBytesOfServe(String accept, String ending, String keys) throws IOException {
    model("binary-logistic", "binary:logistic");
    String type =
        switch (ending) {
          case ".json" -> MediaType.JSON;
          case ".jsonl", ".ndjson" -> MediaType.JSON_LINES;
          default -> MediaType.CSV;
        };
    byte[] body = body(type, 30_000).getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("vectors" + ending), body);
    List<String> arguments = new ArrayList<>(List.of(file.toString(), "--accept", accept));
    if (!keys.isEmpty()) {
      arguments.addAll(List.of("--output", keys));
    }

    assertEquals(0, predict(arguments.toArray(String[]::new)), this::said);

    assertEquals(served(type, accept, keys, body), answer());
    assertEquals("", said());
  }

  @Test
  void aProcessAnswersAsAServingOneDoes() throws Exception {
    Path base = Files.createDirectory(folder.resolve("base"));
    model = Artifacts.withManifest("multi-softprob", "multi:softprob", base.resolve("model"));
    byte[] body = body(MediaType.CSV, 100).getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("vectors.csv"), body);
    int port = TestProcess.freePort();
    Map<String, String> environment =
        Map.of(
            "SAGEMAKER_BASE_DIR",
            base.toString(),
            "SAGEMAKER_BIND_TO_PORT",
            Integer.toString(port),
            OutputKey.SETTING,
            "probabilities,contributions");
    List<String> served;
    try (TestProcess serving = TestProcess.start(ModelContainer.class, environment, "serve")) {
      serving.awaitPing(port, 200);
      served =
          Connection.exchange(port, "POST", "/invocations", List.of("Content-Type: text/csv"), body)
              .text()
              .lines()
              .toList();
    }

    try (TestProcess predicting =
        TestProcess.start(
            ModelContainer.class,
            Map.of(),
            "predict",
            model.toString(),
            file.toString(),
            "--output",
            "probabilities,contributions")) {
      assertEquals(0, predicting.exitStatus(), predicting::toString);
      assertEquals(100, served.size());
      assertEquals(served, predicting.out());
      assertEquals(List.of(), predicting.err());
    }
  }

  @Test
  void standardInputIsReadAsTheContentTypeSays() throws IOException {
    model("binary-logistic", "binary:logistic");
    byte[] body = "{\"features\":[1,2.5,null,-4e-3,0,6]}".getBytes(StandardCharsets.UTF_8);

    assertEquals(
        0, predict(new ByteArrayInputStream(body), "-", "--content-type", MediaType.JSON_LINES));

    assertEquals(served(MediaType.JSON_LINES, MediaType.CSV, "", body), answer());
  }

  @Test
  void theLabelsOfTrainingVectorsAreLeftOut() throws IOException {
    model("binary-logistic", "binary:logistic");
    // Two bodies, one behind the other, as a transform job writes them.
    Path file = write("train.csv", ORIGIN + "1," + ROW + "\n" + ORIGIN + "0,,,,,,\n");

    assertEquals(0, predict(file.toString()), this::said);

    byte[] plain = (ROW + "\n,,,,,\n").getBytes(StandardCharsets.UTF_8);
    assertEquals(served(MediaType.CSV, MediaType.CSV, "", plain), answer());
  }

  @Test
  void aLongFileIsAnsweredBlockByBlock() {
    model("binary-logistic", "binary:logistic");
    byte[] line = (ROW + "\n").getBytes(StandardCharsets.UTF_8);
    long[] read = {0};
    InputStream long16MiB =
        new InputStream() {
          @Override
          public int read() {
            return read[0] < 16 << 20 ? line[(int) (read[0]++ % line.length)] : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int count = 0;
            for (int next = read(); next >= 0; next = count < length ? read() : -1) {
              into[offset + count++] = (byte) next;
            }
            return count == 0 ? -1 : count;
          }
        };
    long[] atOnce = {0, 0};
    ByteArrayOutputStream answers =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] some, int offset, int length) {
            atOnce[0] = Math.max(atOnce[0], read[0] - atOnce[1]);
            atOnce[1] = read[0];
          }
        };

    int status =
        Commands.run(
            Artifacts.ENGINES,
            long16MiB,
            new PrintStream(answers),
            System.err,
            "predict",
            model.toString(),
            "-");

    assertEquals(1, status, "the last line is cut off");
    assertTrue(atOnce[0] < 1 << 20, () -> atOnce[0] + " bytes at once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "good.good.1,2,3,4,5 | line 3: 5 columns, expected 6",
        "good.1,2,x,4,5,6 | line 2, column 3: ",
        "good..good | line 2: 1 column, expected 6",
        "'' | ': no rows: expected rows of 6 columns'",
        "origin.0,good.1,1,2 | 'line 3: 3 columns, expected 7 (the label is the first)'",
        "#tandem schema=00.0,good | line 1: expected #tandem schema=<hex> semantics=<hex>",
        "#tandem schema=00 semantics=a1b2c3.0,good | line 1: the model takes vectors of the schema",
        "good.origin.0,good | line 2: expected this line at the beginning of the file too",
      })
  void faultsNameTheLine(String lines, String fault) throws IOException {
    model("binary-logistic", "binary:logistic");
    String text =
        lines.replace('.', '\n').replace("good", ROW).replace("origin\n", ORIGIN).replace("''", "");
    Path file = write("vectors.csv", text);

    assertEquals(1, predict(file.toString()));

    assertTrue(said().startsWith("model-container predict: " + file), said());
    assertTrue(said().contains(fault), said());
    assertEquals(1, said().lines().count(), said());
  }

  @Test
  void aFaultFarInAFileNamesItsLineToo() throws IOException {
    model("binary-logistic", "binary:logistic");
    Path file = write("vectors.csv", (ROW + "\n").repeat(100_000) + "1,2\n");

    assertEquals(1, predict(file.toString()));

    assertTrue(said().contains("line 100001: 2 columns, expected 6"), said());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--accept text/xml",
        "--output score",
        "--output probability,probabillity",
        "--content-type text/xml",
        "--content-type nothing",
      })
  void wrongUsageIsOneLine(String arguments) throws IOException {
    model("binary-logistic", "binary:logistic");

    assertEquals(
        2,
        predict(
            Stream.concat(Stream.of("-"), Stream.of(arguments.split(" ", -1)))
                .toArray(String[]::new)));

    assertTrue(said().contains(": expected "), said());
    assertEquals(1, said().lines().count(), said());
  }

  @Test
  void vectorsOfAnotherSchemaAreRefused() throws IOException {
    model("binary-logistic", "binary:logistic");
    String type = MediaType.VECTORS_CSV + "; schema=00ff18; semantics=a1b2c3";

    assertEquals(
        1,
        predict(
            new ByteArrayInputStream(ROW.getBytes(StandardCharsets.UTF_8)),
            "-",
            "--content-type",
            type));

    assertTrue(said().contains("the model was trained on the schema 00ff17"), said());
  }

  @Test
  void aFolderIsNoFile() {
    model("binary-logistic", "binary:logistic");

    assertEquals(1, predict(folder.toString()));

    assertTrue(said().endsWith(folder + ": is a folder; expected a file of vectors\n"), said());
  }

  @Test
  void aMissingFileIsOneLine() {
    model("binary-logistic", "binary:logistic");

    assertEquals(1, predict(folder.resolve("none.csv").toString()));

    assertTrue(said().endsWith("none.csv: no such file; expected vectors\n"), said());
  }

  @Test
  void reasonsAreAsManyAndInTheLanguageAsAsked() throws IOException {
    model = Files.createDirectory(folder.resolve("model"));
    SaidModel.write(model, "binary-logistic", SaidModel.REASONS);
    String rows = write("rows.csv", SaidModel.CSV).toString();
    String[] jsonLines = {rows, "--output", "reasons", "--accept", MediaType.JSON_LINES};

    assertEquals(0, predict(and(jsonLines, "--reasons", "1", "--language", "de")), this::said);
    assertEquals("{\"reasons\":%s}\n".formatted(SaidModel.said(model, 1, "de")), answer());

    assertEquals(2, predict(and(jsonLines, "--language", "fr")));
    assertTrue(said().contains("--language: expected a language of the model's reasons, de, en"));

    assertEquals(2, predict(and(jsonLines, "--reasons", "1000")));
    assertTrue(said().contains("--reasons: expected 1 to 20"), said());
  }

  private static String[] and(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aManifestIsNoModel() {
    model("binary-logistic", "binary:logistic");
    model = model.resolve("manifest.json");

    assertEquals(1, predict("-"));

    assertTrue(
        said().endsWith("is a manifest, which lies beside a model: give the folder of both\n"),
        this::said);
  }

  private void model(String golden, String objective) {
    model = Artifacts.withManifest(golden, objective, folder.resolve("model"));
  }

  private static String body(String type, int rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      String row = "%d,%s,%s,-4e-3,0,6".formatted(i % 7, i % 11 / 4f, i % 5 == 0 ? "null" : "2");
      String csv = row.replace("null", "");
      text.append(
          switch (type) {
            case MediaType.JSON -> (i == 0 ? "{\"instances\":[[" : ",[") + row + "]";
            case MediaType.JSON_LINES -> "{\"features\":[" + row + "]}\n";
            default -> csv + (i % 2 == 0 ? "\r\n" : "\n");
          });
    }
    return text + (type.equals(MediaType.JSON) ? "]}" : "");
  }

  private String served(String type, String accept, String keys, byte[] body) {
    List<OutputKey> chosen =
        keys.isEmpty() ? List.of() : Stream.of(keys.split(",")).map(OutputKey::of).toList();
    try (ServingResources resources = ServingResources.ofProcess();
        Inference inference =
            new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(chosen), false)
                .open(model, resources)
                .inference()) {
      Answered answered =
          assertInstanceOf(
              Answered.class,
              inference.invoke(
                  new Invocation(MediaType.of(type), MediaType.of(accept), Body.of(body))));
      return new String(answered.toByteArray(), StandardCharsets.UTF_8);
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String answer() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private int predict(String... arguments) {
    return predict(InputStream.nullInputStream(), arguments);
  }

  private int predict(InputStream in, String... arguments) {
    List<String> all = new ArrayList<>(List.of("predict", model.toString()));
    all.addAll(List.of(arguments));
    return Commands.run(
        Artifacts.ENGINES,
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        all.toArray(String[]::new));
  }
}
