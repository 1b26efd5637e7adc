package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferencetestkit.TestProcess;
import io.tandem.modelcontainer.artifact.Manifest;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that scikit-learn, LightGBM and XGBoost made, with what they predict themselves. */
final class BindCommandTest {
  private static final String ORIGIN = "#tandem schema=0a1b semantics=5e3a\n";
  private static final Path FOREST = Artifacts.LIGHTGBM.resolve("4.3.0/binary.txt");
  private static final Path NETWORK = Artifacts.ONNX.resolve("binary-tensor.onnx");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void modelOfLightgbmIsBoundBitForBit() throws IOException {
    features("a", "b", "c", "d", "e", "f");
    vectors(Files.readAllLines(Artifacts.LIGHTGBM.resolve("rows.csv")));
    write("margins.csv", rawScores("4.3.0/binary.expected"));

    assertEquals(0, bind(FOREST, "--features", "features", "--margins", "margins.csv"), this::said);

    assertEquals("", said());
    assertEquals(
        """
        margins: %d rows the same bit for bit
        file: binary.txt
        engine: lightgbm
        predicted by: trees
        objective: binary
        predictions per row: 1
        columns: 6
        column names: a, b, c, d, e, f
        trees: 8, depth 6, 64 leaves
        contributions: by column (6)
        schema: 0a1b
        semantics: 5e3a
        golden rows: 5, the same bit for bit
        """
            .formatted(Files.readAllLines(folder.resolve("margins.csv")).size()),
        out.toString(StandardCharsets.UTF_8));
    Manifest manifest = Manifest.read(folder.resolve("model")).orElseThrow();
    assertEquals(new Fingerprints("0a1b", "5e3a"), manifest.fingerprints());
    assertEquals(0, manifest.tolerance());
    assertEquals(List.of("binary.txt", "manifest.json"), files());
    assertArrayEquals(
        Files.readAllBytes(FOREST), Files.readAllBytes(folder.resolve("model/binary.txt")));
  }

  /** ONNX Runtime adds up in another order on another processor. */
  @ParameterizedTest
  @ValueSource(strings = {"binary-tensor", "three-zipmap-names", "three-tensor"})
  void modelInOnnxIsBoundWithinATolerance(String name) throws IOException {
    vectors(onnxRows());
    Files.copy(Artifacts.ONNX.resolve(name + ".txt"), folder.resolve("margins.csv"));

    Path model = Artifacts.ONNX.resolve(name + ".onnx");
    assertEquals(0, bind(model, "--margins", "margins.csv", "--tolerance", "1e-5"), this::said);

    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("margins: 30 rows within 1.0E-5, largest difference "), text);
    assertTrue(text.contains("golden rows: 4, the same within 1.0E-5\n"), text);
    assertTrue(text.contains("semantics: 5e3a\n"), text);
    assertFalse(text.contains("column names"), text);
    assertEquals(1e-5, Manifest.read(folder.resolve("model")).orElseThrow().tolerance());
  }

  @Test
  void inputsOfOnnxAreMatchedWithTheColumnsByName() throws IOException {
    features("amount", "age", "items", "hour", "returns");
    vectors(onnxRows());
    Files.copy(Artifacts.ONNX.resolve("named-inputs.txt"), folder.resolve("margins.csv"));

    Path model = Artifacts.ONNX.resolve("named-inputs.onnx");
    assertEquals(0, bind(model, "--features", "features", "--margins", "margins.csv"), this::said);
    assertTrue(said().isEmpty(), said());

    Files.delete(folder.resolve("model/named-inputs.onnx"));
    Files.delete(folder.resolve("model/manifest.json"));
    features("amount", "age", "items", "hour", "refunds");
    assertFault(
        bind(model, "--features", "features"),
        "model file named-inputs.onnx: its inputs (returns, hour, items, age, amount) are not the"
            + " columns");
  }

  @Test
  void reasonsOfTheFeatureSetComeWithIt() throws IOException {
    Files.createDirectories(folder.resolve("features"));
    String names = "[\"amount\",\"age\",\"items\",\"hour\",\"returns\"]";
    String reasons =
        "\"reasons\":{\"age\":{\"code\":\"A1\",\"text\":{\"de\":\"Alter\",\"en\":\"Age\"}}}";
    write(
        "features/schema.json",
        "{\"fingerprint\":\"0a1b\",\"semantics\":\"5e3a\",\"columns\":%1$s,\"features\":%1$s,%2$s}"
            .formatted(names, reasons));
    vectors(onnxRows());

    Path model = Artifacts.ONNX.resolve("named-inputs.onnx");
    assertEquals(0, bind(model, "--features", "features"), this::said);

    String manifest = Files.readString(folder.resolve("model/manifest.json"));
    assertTrue(manifest.contains("," + reasons + ","), manifest);
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("\nreasons: 1, in de, en\n"), text);
  }

  @Test
  void weightsBesideAnOnnxFileComeWithIt() throws IOException {
    Files.copy(NETWORK, folder.resolve("net.onnx"));
    write("net.onnx.data", "weights");
    write("net.onnx.bak", "an older one");
    vectors(onnxRows());

    assertEquals(0, bind(folder.resolve("net.onnx")), this::said);

    assertEquals(List.of("manifest.json", "net.onnx", "net.onnx.data"), files());
  }

  @Test
  void rowsThatStateNoFeatureSetAreBoundToColumnsOnly() throws IOException {
    features("a", "b", "c", "d", "e");
    write("vectors.csv", labelled(onnxRows()));

    assertEquals(0, bind(NETWORK, "--features", "features"), this::said);

    assertTrue(said().startsWith("30 of 30 rows do not state the feature set that made them"));
    Manifest manifest = Manifest.read(folder.resolve("model")).orElseThrow();
    assertEquals(new Fingerprints("0a1b", ""), manifest.fingerprints());
    assertEquals(List.of("a", "b", "c", "d", "e"), manifest.columns());
  }

  /** A logistic regression of a missing value is no number; a vector without one has a margin. */
  @Test
  void vectorsWithoutAFiniteMarginAreCounted() throws IOException {
    Path regression = Artifacts.ONNX.resolve("double-regressor.onnx");
    vectors(List.of("1,2,3,4,5", "1,2,3,4,", "5,4,3,2,1"));

    assertEquals(0, bind(regression), this::said);

    assertEquals(
        "1 of 3 vectors have a margin that is no finite number: serving answers null there\n",
        said());
    assertEquals(2, Manifest.read(folder.resolve("model")).orElseThrow().golden().size());
  }

  @Test
  void modelWithoutAFiniteMarginIsRefused() throws IOException {
    vectors(List.of(",2,3,4,5"));
    assertFault(
        bind(Artifacts.ONNX.resolve("double-regressor.onnx")),
        "the model gives no finite margin for any vector tried");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,3,4      | vectors.csv, line 2: 4 columns after the label, expected 5",
        "1,2,3,4,five | vectors.csv, line 2: column 6: expected a decimal number or an empty field",
        "1,2,3,4,inf  | vectors.csv, line 2: column 6: expected a finite number",
        "''           | vectors.csv, line 2: 1 columns",
      })
  void vectorsThatAreNoneNameTheirLine(String row, String fault) throws IOException {
    vectors(List.of(row));
    assertFault(bind(NETWORK), folder + "/" + fault);
  }

  @Test
  void vectorsOfAnotherFeatureSetAreRefused() throws IOException {
    features("a", "b", "c", "d", "e");
    write("vectors.csv", ORIGIN.replace("5e3a", "5e3b") + labelled(onnxRows()));
    assertFault(
        bind(NETWORK, "--features", "features"),
        folder
            + "/vectors.csv, line 1: the vectors are of schema 0a1b, semantics 5e3b, but the"
            + " feature set states schema 0a1b, semantics 5e3a; make the vectors anew with that"
            + " feature set");
  }

  @Test
  void vectorsOfSeveralFeatureSetsAreRefused() throws IOException {
    write("vectors.csv", ORIGIN + "0,1,2,3,4,5\n" + ORIGIN.replace("0a1b", "0a1c"));
    assertFault(bind(NETWORK), folder + "/vectors.csv, line 3: the vectors are of schema 0a1c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,c,d     | the model takes 6 columns and the feature set makes 4",
        "x,c1,c2,c3,c4,c5 | column 1 is first_one in the model and x in the feature set",
      })
  void modelOfOtherColumnsIsRefused(String columns, String fault) throws IOException {
    String text =
        Files.readString(FOREST).replace("feature_names=Column_0", "feature_names=first_one");
    write("forest.txt", text);
    features(columns.split(",", -1));
    vectors(List.of("1,2,3,4,5,6"));
    assertFault(bind(folder.resolve("forest.txt"), "--features", "features"), fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1;2               | 'margins.csv: 2 rows, expected 30, one for each vector'",
        "0.1,0.2           | 'margins.csv, row 1: 2 columns, expected 1'",
        "margin            | 'margins.csv, row 1, column 1: expected a decimal number'",
        "inf               | 'margins.csv, row 1, column 1: expected a finite number'",
        "''                | 'margins.csv, no rows'",
      })
  void marginsThatAreNoneNameTheirRow(String lines, String fault) throws IOException {
    vectors(onnxRows());
    write("margins.csv", lines.replace(';', '\n'));
    assertFault(bind(NETWORK, "--margins", "margins.csv"), folder + "/" + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | nan      | 1 of 30 rows are not those of the model, no number on one side in row 7;",
        "3 | 0.673    | 1 of 30 rows are not those of the model, largest difference 0.009",
      })
  void marginsThatAreNotTheModelsAreRefused(int row, String margin, String fault)
      throws IOException {
    vectors(onnxRows());
    List<String> lines =
        new ArrayList<>(Files.readAllLines(Artifacts.ONNX.resolve("binary-tensor.txt")));
    lines.set(row - 1, margin);
    write("margins.csv", String.join("\n", lines));

    assertFault(bind(NETWORK, "--margins", "margins.csv"), folder + "/margins.csv: " + fault);
    assertFalse(Files.exists(folder.resolve("model")));

    assertEquals(
        margin.equals("nan") ? 1 : 0,
        bind(NETWORK, "--margins", "margins.csv", "--tolerance", "0.02"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "absent.onnx | cannot read model file absent.onnx",
        "model.pkl   | model file model.pkl: it is a Python pickle of scikit-learn",
        "forest.bin  | model file forest.bin: it is a model of LightGBM: name it *.txt",
        "broken.onnx | model file broken.onnx: ",
      })
  void whatIsNoModelIsRefused(String name, String fault) throws IOException {
    Path golden = Artifacts.XGBOOST.resolveSibling("foreign/logistic-4.pkl");
    Files.copy(golden, folder.resolve("model.pkl"));
    Files.copy(FOREST, folder.resolve("forest.bin"));
    write("broken.onnx", "\b\7\22\1x");
    vectors(onnxRows());
    assertFault(bind(folder.resolve(name)), fault);
  }

  /** The manifest would lie over it. */
  @Test
  void whatCannotBeServedFromTheOutputIsRemovedAgain() throws IOException {
    Files.copy(Artifacts.XGBOOST.resolve("binary-logistic.json"), folder.resolve("features.json"));
    vectors(List.of("1,2,3,4,5,6"));
    assertFault(bind(folder.resolve("features.json")), "no model in " + folder.resolve("model"));
    assertFalse(Files.exists(folder.resolve("model")));
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    Files.createDirectories(folder.resolve("model"));
    write("model/manifest.json", "{}");
    vectors(onnxRows());
    assertFault(
        bind(NETWORK),
        folder.resolve("model") + ": is not empty; expected a new or an empty folder");
    assertEquals("{}", Files.readString(folder.resolve("model/manifest.json")));

    Files.delete(folder.resolve("model/manifest.json"));
    assertEquals(0, bind(NETWORK), this::said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--vectors | vectors.csv: no such file; expected vectors, as feature-container extract",
        "--features | features: cannot read",
        "--margins | margins.csv: cannot be read (NoSuchFileException)",
        "--output | expected a new or an empty folder",
      })
  void whatIsNotThereIsNamed(String option, String fault) throws IOException {
    if (!option.equals("--vectors")) {
      vectors(onnxRows());
    }
    int status =
        switch (option) {
          case "--features" -> bind(NETWORK, option, "features");
          case "--margins" -> bind(NETWORK, option, "margins.csv");
          case "--output" -> {
            write("model", "a file");
            yield bind(NETWORK);
          }
          default -> bind(NETWORK);
        };
    assertFault(status, fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bind --vectors v --output o                   | Missing required parameter: 'MODEL'",
        "bind m --vectors v                            | Missing required option: '--output=DIR'",
        "bind m --output o                             | Missing required option: '--vectors=FILE'",
        "bind m --vectors v --output o --tolerance x   | Invalid value for option '--tolerance'",
        "bind m --vectors v --output o --tolerance -1  | --tolerance: expected a number from 0",
        "bind m --vectors v --output o --tolerance NaN | --tolerance: expected a number from 0",
        "bind m n --vectors v --output o               | Unmatched argument at index 2: 'n'",
      })
  void wrongUsageIsOneLine(String arguments, String fault) {
    assertEquals(2, run(arguments.split(" ", -1)));
    assertTrue(said().contains("model-container bind: "), said());
    assertTrue(said().contains(fault), said());
    assertTrue(said().endsWith("; see model-container bind --help\n"), said());
    assertEquals(1, said().lines().count(), said());
  }

  /** What is bound is served with its fingerprints checked, as a model that was trained here. */
  @Test
  void isACommandOfTheProgram() throws Exception {
    vectors(onnxRows());
    List<String> arguments = arguments(NETWORK);
    try (TestProcess process =
        TestProcess.start(ModelContainer.class, Map.of(), arguments.toArray(new String[0]))) {
      assertEquals(0, process.exitStatus(), process::toString);
      assertEquals("file: binary-tensor.onnx", process.out().getFirst(), process::toString);
      assertEquals(List.of(), process.err(), process::toString);
    }
  }

  private void features(String... columns) throws IOException {
    Files.createDirectories(folder.resolve("features"));
    String names = Stream.of(columns).collect(Collectors.joining("\",\"", "\"", "\""));
    write(
        "features/schema.json",
        "{\"fingerprint\":\"0a1b\",\"semantics\":\"5e3a\",\"columns\":[" + names + "]}");
  }

  private void vectors(List<String> rows) throws IOException {
    write("vectors.csv", ORIGIN + labelled(rows));
  }

  private static String labelled(List<String> rows) {
    return rows.stream().map(row -> "1," + row + "\n").collect(Collectors.joining());
  }

  private static List<String> onnxRows() throws IOException {
    return Files.readAllLines(Artifacts.ONNX.resolve("rows.csv"));
  }

  /** LightGBM's, of which each is two doubles in hexadecimal: the prediction and the raw score. */
  private static String rawScores(String name) throws IOException {
    return Files.readAllLines(Artifacts.LIGHTGBM.resolve(name)).stream()
        .map(line -> Long.parseUnsignedLong(line.split("\\|", -1)[1], 16))
        .map(bits -> Double.longBitsToDouble(bits) + "\n")
        .collect(Collectors.joining());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("model"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private List<String> arguments(Path model) {
    return List.of(
        "bind",
        model.toString(),
        "--vectors",
        folder.resolve("vectors.csv").toString(),
        "--output",
        folder.resolve("model").toString());
  }

  /** What names a file of the folder is given as one. */
  private int bind(Path model, String... options) {
    List<String> all = new ArrayList<>(arguments(model));
    for (String option : options) {
      boolean isFile = option.equals("features") || option.equals("margins.csv");
      all.add(isFile ? folder.resolve(option).toString() : option);
    }
    return run(all.toArray(new String[0]));
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Commands.run(
        Artifacts.ENGINES,
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private void assertFault(int status, String fault) {
    assertEquals(1, status, said());
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertTrue(said().contains(fault), said());
    assertTrue(said().startsWith("model-container bind: "), said());
    assertEquals(1, said().lines().count(), said());
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
