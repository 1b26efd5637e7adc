package io.tandem.modelcontainer.xgboost.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.xgboost.XgboostModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class XgboostTrainerTest {
  private static final Map<String, String> BINARY =
      Map.of("objective", "binary:logistic", "num_round", "20", "max_depth", "3");

  private static final String SCHEMA =
      "{\"fingerprint\":\"0a1b\",\"semantics\":\"5e3a\",\"columns\":[\"x\",\"y\",\"z\"]}";

  private static final String ORIGIN = "#tandem schema=0a1b semantics=5e3a\n";

  @TempDir Path base;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void modelIsWhatServingLoads() throws Exception {
    channel("train", "data.csv", rows(300, 1));
    train(BINARY);

    Manifest manifest = Manifest.read(model()).orElseThrow();
    assertEquals("xgboost", manifest.engine());
    assertEquals("binary:logistic", manifest.objective());
    assertEquals(3, manifest.width());
    assertTrue(manifest.golden().size() >= 4);
    try (XgboostModel loaded = XgboostModel.load(model().resolve("xgboost-model"))) {
      double high = loaded.predict(new RowMatrix(new float[] {3, Float.NaN, 0}, 1, 3)).value(0, 0);
      double low = loaded.predict(new RowMatrix(new float[] {-3, Float.NaN, 0}, 1, 3)).value(0, 0);
      assertTrue(high > 0.9 && low < 0.1, high + " " + low);
      for (Manifest.GoldenRow golden : manifest.golden()) {
        float margin = (float) loaded.margins(golden.row()).value(0, 0);
        assertArrayEquals(golden.margins(), new float[] {margin}, 0);
      }
    }
    try (var files = Files.list(model())) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void baseScoreIsWrittenAsOlderVersionsReadIt() throws Exception {
    channel("train", "data.csv", rows(300, 1));
    String model = new String(train(BINARY), StandardCharsets.ISO_8859_1);
    int score = model.indexOf("base_scoreSL") + "base_scoreSL".length() + Long.BYTES;
    assertTrue(model.substring(score, score + 12).matches("(?s)[0-9]\\.?[0-9]*E-?[0-9].*"));
  }

  @Test
  void goldenRowsIncludeMissingValues() throws Exception {
    channel("train", "data.csv", rows(50, 1) + "1,,,\n");
    train(BINARY);
    Manifest manifest = Manifest.read(model()).orElseThrow();
    assertTrue(
        manifest.golden().stream()
            .anyMatch(row -> Float.isNaN(row.row().value(0, 0) + row.row().value(0, 2))));
  }

  @Test
  void sameSeedGivesTheSameBytesWhateverTheThreadsAndFiles() throws Exception {
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.putAll(Map.of("subsample", "0.7", "colsample_bytree", "0.7", "seed", "5"));
    String rows = rows(3000, 1);
    int half = rows.indexOf('\n', rows.length() / 2) + 1;
    channel("train", "all.csv", rows);
    parameters.put("nthread", "1");
    byte[] one = train(parameters);
    Files.delete(base.resolve("train/all.csv"));
    channel("train", "part/a.csv", rows.substring(0, half));
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(base.resolve("train/part/b.csv.gz")))) {
      gzip.write(rows.substring(half).getBytes(StandardCharsets.UTF_8));
    }
    channel("train", ".hidden.csv", "not,a,row");
    parameters.put("nthread", "2");

    assertArrayEquals(one, train(parameters));
    parameters.put("seed", "6");
    assertNotEquals(List.of(one), List.of(train(parameters)));
  }

  @Test
  void metricLinesCanBeReadByARegex() throws Exception {
    channel("train", "data.csv", rows(300, 1));
    channel("validation", "data.csv", rows(100, 2));
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.put("eval_metric", "logloss,auc,error@0.7");
    train(parameters);

    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(20, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      String number = "[0-9.eE+-]+;";
      String data = "logloss=" + number + "%s:auc=" + number + "%s:error@0\\.7=" + number;
      assertTrue(
          lines
              .get(i)
              .matches(
                  "\\["
                      + i
                      + "\\] train:"
                      + data.formatted("train", "train")
                      + "validation:"
                      + data.formatted("validation", "validation")),
          lines.get(i));
    }
  }

  @Test
  void stopsWhenValidationNoLongerImproves() throws Exception {
    channel("train", "data.csv", rows(300, 1));
    channel("validation", "data.csv", rows(100, 2));
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.putAll(Map.of("num_round", "500", "eta", "1", "early_stopping_rounds", "4"));
    train(parameters);

    int rounds = (int) printed.toString(StandardCharsets.UTF_8).lines().count();
    assertTrue(rounds > 4 && rounds < 500, rounds + " rounds");
    // Serving predicts with the rounds up to the best: as a model trained for only those.
    parameters.put("num_round", Integer.toString(rounds - 4));
    Path stopped = base.resolve("stopped");
    Files.move(model(), stopped);
    train(parameters);
    try (XgboostModel early = XgboostModel.load(stopped.resolve("xgboost-model"));
        XgboostModel exact = XgboostModel.load(model().resolve("xgboost-model"))) {
      RowMatrix row = new RowMatrix(new float[] {0.3f, -1, Float.NaN}, 1, 3);
      assertEquals(exact.margins(row).value(0, 0), early.margins(row).value(0, 0));
    }
  }

  @Test
  void interruptedTrainingSavesTheModelSoFar() throws Exception {
    channel("train", "data.csv", rows(300, 1));
    Thread trainer = Thread.currentThread();
    PrintStream interrupting =
        new PrintStream(printed, true, StandardCharsets.UTF_8) {
          @Override
          public void println(Object line) {
            super.println(line);
            if (line.toString().startsWith("[2]")) {
              trainer.interrupt();
            }
          }
        };
    new XgboostTrainer(interrupting).train(job(BINARY));

    assertEquals(3, printed.toString(StandardCharsets.UTF_8).lines().count());
    assertFalse(Thread.currentThread().isInterrupted());
    XgboostModel.load(model().resolve("xgboost-model")).close();
  }

  @Test
  void schemaOfTheFeatureContainerGoesIntoTheManifest() throws Exception {
    String schema = SCHEMA.replace("{", "{\"more\":[{}],");
    channel("train", "data.csv", ORIGIN + rows(50, 1));
    channel("features", "schema.json", schema);
    train(BINARY);
    assertSchema();
    Files.delete(base.resolve("features/schema.json"));
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(Files.newOutputStream(base.resolve("features/model.tar.gz"))))) {
      TarArchiveEntry entry = new TarArchiveEntry("./schema.json");
      entry.setSize(schema.length());
      tar.putArchiveEntry(entry);
      tar.write(schema.getBytes(StandardCharsets.UTF_8));
      tar.closeArchiveEntry();
    }
    train(BINARY);
    assertSchema();
  }

  private void assertSchema() {
    Manifest manifest = Manifest.read(model()).orElseThrow();
    assertEquals(new Fingerprints("0a1b", "5e3a"), manifest.fingerprints());
    assertEquals(List.of("x", "y", "z"), manifest.columns());
  }

  @Test
  void theFeaturesOfColumnsGoIntoTheManifest() throws Exception {
    channel("train", "data.csv", ORIGIN + rows(50, 1));
    channel("features", "schema.json", SCHEMA.replace("]}", "],\"features\":[\"x\",\"w\",\"w\"]}"));

    train(BINARY);

    assertEquals(List.of("x", "w", "w"), Manifest.read(model()).orElseThrow().features());
  }

  @Test
  void theReasonsOfFeaturesGoIntoTheManifest() throws Exception {
    String more = "],\"features\":[\"x\",\"w\",\"w\"],\"reasons\":{\"w\":%s}}";
    String reason =
        "{\"code\":\"W1\",\"text\":{\"de\":\"Verzug\",\"en\":\"Late\"},\"group\":\"g\"}";
    channel("train", "data.csv", ORIGIN + rows(50, 1));
    channel("features", "schema.json", SCHEMA.replace("]}", more.formatted(reason)));

    train(BINARY);

    assertTrue(
        Files.readString(model().resolve("manifest.json"))
            .contains(",\"reasons\":{\"w\":" + reason + "},"));

    channel("features", "schema.json", SCHEMA.replace("]}", more.formatted("{\"code\":\"\"}")));
    assertFault(BINARY, "schema.json, $.reasons.w.code: expected a text of 1 to 200 characters");
    channel(
        "features",
        "schema.json",
        SCHEMA.replace("]}", more.formatted(reason).replace("{\"w\"", "{\"v\"")));
    assertFault(BINARY, "schema.json: $.reasons.v: expected a feature of a column");
  }

  @Test
  void featuresThatAreNotOnePerColumnAreAFault() throws IOException {
    channel("train", "data.csv", ORIGIN + rows(50, 1));
    channel("features", "schema.json", SCHEMA.replace("]}", "],\"features\":[\"x\",\"w\"]}"));

    assertFault(BINARY, "schema.json: $.features: expected a list of names");
  }

  /** Batch transform puts the answers of several calls together, at worst with blank lines. */
  @Test
  void vectorsOfTheFeatureSetAreLearnedWithoutADoubt() throws Exception {
    channel("features", "schema.json", SCHEMA);
    channel("train", "a.csv", ORIGIN + rows(150, 1) + "\n" + ORIGIN + rows(150, 2) + "\n\n");
    channel("validation", "v.csv", ORIGIN + rows(50, 3));

    List<String> warnings = warnings(() -> train(BINARY));

    assertSchema();
    assertEquals(List.of(), warnings);
    byte[] model = Files.readAllBytes(model().resolve("xgboost-model"));
    channel("train", "a.csv", rows(150, 1) + rows(150, 2));
    assertArrayEquals(model, train(BINARY));
  }

  @Test
  void plainCsvIsLearnedWithADoubtAndBindsToTheColumnsOnly() throws Exception {
    channel("features", "schema.json", SCHEMA);
    channel("train", "a.csv", ORIGIN + rows(60, 1));
    channel("train", "b.csv", rows(30, 2));
    channel("validation", "v.csv", rows(10, 3));

    List<String> warnings = warnings(() -> train(BINARY));

    Manifest manifest = Manifest.read(model()).orElseThrow();
    assertEquals(new Fingerprints("0a1b", ""), manifest.fingerprints());
    assertEquals(List.of("x", "y", "z"), manifest.columns());
    assertEquals(
        List.of(
            "40 of 100 rows do not state the feature set that made them: only their number of"
                + " columns was checked, and the model is bound to no semantics"),
        warnings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train      | #tandem schema=0a1c semantics=5e3a | schema 0a1c, semantics 5e3a",
        "train      | #tandem schema=0a1b semantics=5e3b | schema 0a1b, semantics 5e3b",
        "validation | #tandem schema=0a1b semantics=5e3b | schema 0a1b, semantics 5e3b",
      })
  void vectorsOfAnotherFeatureSetAreRefused(String channel, String line, String found)
      throws IOException {
    channel("features", "schema.json", SCHEMA);
    channel("train", "data.csv", ORIGIN + rows(2, 1));
    channel("validation", "data.csv", ORIGIN + rows(2, 1));
    channel(channel, "data.csv", ORIGIN + rows(2, 1) + line + "\n" + rows(2, 2));

    assertFault(
        BINARY,
        "channel "
            + channel
            + ", data.csv, line 4: the vectors are of "
            + found
            + ", but the feature set states schema 0a1b, semantics 5e3a; make the vectors anew"
            + " with that feature set");
  }

  @Test
  void vectorsThatAgreeBindTheModelWithoutTheChannelFeatures() throws Exception {
    channel("train", "a.csv", ORIGIN + rows(60, 1));
    channel("validation", "v.csv", ORIGIN + rows(60, 1));
    train(BINARY);
    Fingerprints bound = Manifest.read(model()).orElseThrow().fingerprints();
    assertEquals(new Fingerprints("0a1b", "5e3a"), bound);

    channel("validation", "v.csv", ORIGIN.replace("5e3a", "5e3b") + rows(60, 1));
    assertFault(
        BINARY,
        "channel validation, v.csv, line 1: the vectors are of schema 0a1b, semantics 5e3b, but"
            + " channel train, a.csv, line 1 states schema 0a1b, semantics 5e3a; train on the"
            + " vectors of one feature set");

    channel("validation", "v.csv", rows(60, 1));
    train(BINARY);
    assertEquals(Fingerprints.UNKNOWN, Manifest.read(model()).orElseThrow().fingerprints());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#tandem ",
        "#tandem schema=0a1b",
        "#tandem schema=0a1b semantics=",
        "#tandem schema=0a1b semantics=secret",
        "#tandem semantics=5e3a schema=0a1b",
        "#tandem schema=0a1b semantics=5e3a more",
      })
  void aLineOfFingerprintsThatIsCutOffIsAFault(String line) throws IOException {
    channel("train", "data.csv", ORIGIN + rows(2, 1) + line + "\n" + rows(2, 1));
    String message =
        assertFault(
            BINARY,
            "channel train, data.csv, line 4: expected #tandem schema=<hex> semantics=<hex>");
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void otherCommentsAreNoPartOfTheFormat() throws IOException {
    channel("train", "data.csv", "# made by hand\n" + rows(2, 1));
    assertFault(BINARY, "channel train, data.csv, line 1: column 1: expected a decimal number");
  }

  /** What a piece of work logs at level WARN. */
  private static List<String> warnings(Callable<?> work) throws Exception {
    List<String> warnings = new ArrayList<>();
    Handler collecting =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (record.getLevel().equals(Level.WARNING)) {
              warnings.add(new SimpleFormatter().formatMessage(record));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(XgboostTrainer.class.getName());
    logger.addHandler(collecting);
    try {
      work.call();
    } finally {
      logger.removeHandler(collecting);
    }
    return warnings;
  }

  @Test
  void widthThatIsNotTheSchemasIsAFault() throws IOException {
    channel("train", "data.csv", "1,2,3\n");
    channel("features", "schema.json", SCHEMA.replace(",\"y\",\"z\"", ""));
    assertFault(BINARY, "train, data.csv, line 1: 2 columns after the label, expected 1");
  }

  @Test
  void foreignSchemaIsAFault() throws IOException {
    channel("train", "data.csv", "1,2,3\n");
    channel("features", "schema.json", "{\"columns\":[\"x\"]}");
    assertFault(
        BINARY, "schema.json: $: lacks fingerprint; $: lacks semantics; expected {\"fingerprint\"");
    channel("features", "schema.json", SCHEMA.replace(",\"semantics\":\"5e3a\"", ""));
    assertFault(BINARY, "\"semantics\": \"<hex>\"");
    Files.delete(base.resolve("features/schema.json"));
    assertFault(BINARY, "neither schema.json nor a model.tar.gz");
  }

  @Test
  void columnThatIsNoStringIsAFault() throws IOException {
    channel("train", "data.csv", "1,2,3\n");
    channel("features", "schema.json", "{\"fingerprint\":\"0a1b\",\"columns\":[\"a\",5]}");
    assertFault(BINARY, "$: lacks semantics; $.columns[1]: expected a text");
    channel("features", "schema.json", "{\"fingerprint\":\"0a1b\",\"columns\":[\"a\"");
    assertFault(BINARY, "schema.json: ends before the JSON value is complete at column");
  }

  @Test
  void archiveThatIsCutOffOrNoGzipIsAFault() throws IOException {
    channel("train", "data.csv", "1,2,3\n");
    channel("features", "model.tar.gz", "no gzip");
    assertFault(BINARY, "model.tar.gz: not a whole gzip file");
    channel("features", "model.tar.gz", "\u001f\u008b");
    assertFault(BINARY, "model.tar.gz: not a whole gzip file");
  }

  @Test
  void archiveThatUnpacksToVeryMuchIsAFault() throws IOException {
    channel("train", "data.csv", "1,2,3\n");
    channel("features", "model.tar.gz", "");
    byte[] zeros = new byte[1 << 20];
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(Files.newOutputStream(base.resolve("features/model.tar.gz"))))) {
      TarArchiveEntry entry = new TarArchiveEntry("large");
      entry.setSize(1025L * zeros.length);
      tar.putArchiveEntry(entry);
      for (int i = 0; i < 1025; i++) {
        tar.write(zeros);
      }
      tar.closeArchiveEntry();
    }
    assertFault(BINARY, "model.tar.gz: unpacks to more than 1073741824 bytes");
  }

  @Test
  void goldenRowsHaveFiniteMarginsOrThereIsNoModel() throws Exception {
    channel("train", "data.csv", rows(50, 1));
    Map<String, String> parameters =
        Map.of("objective", "count:poisson", "num_round", "1", "base_score", "0");
    assertFault(parameters, "the model predicts infinity for every row tried");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                     | no rows",
        "0,1,2;1,31415             | line 2: 1 columns after the label, expected 2",
        "0,1,2;1,1,2,31415         | line 2: 3 columns after the label, expected 2",
        "0,1,2;,31415,2            | line 2: column 1: expected the label, 0 or 1",
        "0,1,2;0.5,31415,2         | line 2: column 1: expected the label, 0 or 1",
        "0,1,2;1,secret31415,2     | line 2: column 2: expected a decimal number",
        "0,1,2;1,2,1e400        | line 2: column 3: the number is out of the range",
        "0,1,2;;1,31415,2          | line 2: a blank line",
        "label,a,secret31415       | line 1: column 1: expected a decimal number",
        "1                      | line 1: expected columns after the label",
      })
  void rowThatCannotBeLearnedIsNamedWithoutItsData(String rows, String fault) throws IOException {
    channel("train", "data.csv", rows.replace(';', '\n'));
    String message = assertFault(BINARY, fault);
    assertFalse(message.contains("31415"), message);
  }

  @Test
  void validationMustHaveTheSameWidth() throws IOException {
    channel("train", "data.csv", "0,1,2\n");
    channel("validation", "v.csv", "0,1,2\n1,1\n");
    assertFault(BINARY, "channel validation, v.csv, line 2: 1 columns after the label, expected 2");
  }

  @Test
  void truncatedGzipIsAFault() throws IOException {
    channel("train", "data.csv.gz", "\u001f\u008b");
    assertFault(BINARY, "data.csv.gz: not a whole gzip file");
  }

  @Test
  void allWrongHyperparametersAreToldAtOnce() throws IOException {
    channel("train", "data.csv", "0,1,2\n");
    Map<String, String> parameters =
        Map.of(
            "objective", "binary:logistics",
            "max_dept", "3",
            "eta", "1.5",
            "seed", "x",
            "eval_metric", "auc,f1",
            "early_stopping_rounds", "3",
            "updater", "prune");
    String message = assertFault(parameters, "hyperparameters: ");
    for (String part :
        List.of(
            "objective: expected one of reg:squarederror, ",
            "max_dept: unknown; did you mean max_depth?",
            "eta: expected a number from 0.0 to 1.0",
            "seed: expected a whole number",
            "eval_metric: expected a comma-separated list of rmse",
            "early_stopping_rounds: needs the channel validation",
            "updater: not supported",
            "num_round: missing")) {
      assertTrue(message.contains(part), () -> part + " is not in " + message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "eta, learning_rate, 0.7",
    "gamma, min_split_loss, 0.5",
    "lambda, reg_lambda, 9",
    "alpha, reg_alpha, 3",
    "seed, random_state, 5",
    "nthread, n_jobs, 1",
  })
  void aliasesOfXgboostTrainTheSameModel(String name, String alias, String value) throws Exception {
    channel("train", "data.csv", rows(200, 1));
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.put("subsample", "0.7");
    parameters.put(name, value);
    byte[] model = train(parameters);

    parameters.remove(name);
    parameters.put(alias, value);
    assertArrayEquals(model, train(parameters));

    parameters.put(name, value);
    assertFault(parameters, alias + ": another name of " + name + "; expected one of the two");
  }

  @ParameterizedTest
  @CsvSource({
    "n_estimators, num_round",
    "num_boost_round, num_round",
    "nrounds, num_round",
    "numRound, num_round",
    "num-round, num_round",
    "iterations, num_round",
    "maxDepth, max_depth",
    "learningRate, eta",
    "Learning_Rate, eta",
    "n_iter_no_change, early_stopping_rounds",
    "num_early_stopping_rounds, early_stopping_rounds",
    "num_leaves, max_leaves",
    "feature_fraction, colsample_bytree",
    "bagging_fraction, subsample",
    "lambda_l1, alpha",
    "l2_leaf_reg, lambda",
    "num_classes, num_class",
    "metric, eval_metric",
    "random_seed, seed",
    "thread_count, nthread",
    "silent, verbosity",
    "verbose_eval, verbosity",
    "pos_weight, scale_pos_weight",
    "monotonic_cst, monotone_constraints",
    "boosting_type, booster",
    "loss, objective",
  })
  void namesOfElsewhereAreToldWithTheNameHere(String name, String own) throws IOException {
    channel("train", "data.csv", "0,1,2\n");
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.put(name, "1");
    assertFault(parameters, name + ": unknown; its name here is " + own);
  }

  @ParameterizedTest
  @ValueSource(strings = {"device", "enable_categorical", "missing", "callbacks", "eval_set"})
  void whatIsNotThereIsNoMistypedName(String name) throws IOException {
    channel("train", "data.csv", "0,1,2\n");
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.put(name, "1");
    assertFault(parameters, name + ": not supported: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "monotone_constraints | (1) | 1 constraints for 3 columns; expected one for each",
        "monotone_constraints | (1,0) | 2 constraints for 3 columns; expected one for each",
        "monotone_constraints | (1,0,-1,0) | 4 constraints for 3 columns; expected one for each",
        "interaction_constraints | [[0,1],[2,3]] | there is no column 3 of 3 columns",
        "interaction_constraints | [[0,12345678901]] | there is no column 12345678901 of 3 columns",
      })
  void constraintsOfOtherColumnsAreRefused(String name, String value, String fault)
      throws IOException {
    channel("train", "data.csv", rows(20, 1));
    Map<String, String> parameters = new HashMap<>(BINARY);
    parameters.put(name, value);
    assertFault(parameters, "hyperparameters: " + name + ": " + fault);
  }

  @Test
  void constraintsOfAllColumnsAreTrainedWith() throws Exception {
    channel("train", "data.csv", rows(200, 1));
    Map<String, String> parameters = new HashMap<>(BINARY);
    byte[] free = train(parameters);
    parameters.put("monotone_constraints", "( -1 , 0, 0, )");
    parameters.put("interaction_constraints", "[[0], [1, 2]]");
    assertFalse(Arrays.equals(free, train(parameters)));
  }

  @Test
  void classesNeedTheirNumber() throws IOException {
    channel("train", "data.csv", "0,1,2\n");
    assertFault(
        Map.of("objective", "multi:softprob", "num_round", "1"), "num_class: missing; expected");
    assertFault(
        Map.of("objective", "multi:softprob", "num_round", "1", "num_class", "2", "eta", "nan"),
        "eta: expected a number from 0.0 to 1.0");
  }

  private String assertFault(Map<String, String> parameters, String part) {
    ContainerException fault =
        assertThrows(
            ContainerException.class, () -> new XgboostTrainer(System.out).train(job(parameters)));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains(part), () -> part + " is not in: " + message);
    assertEquals(1, message.lines().count());
    return message;
  }

  private byte[] train(Map<String, String> parameters) throws Exception {
    new XgboostTrainer(new PrintStream(printed, true, StandardCharsets.UTF_8))
        .train(job(parameters));
    return Files.readAllBytes(model().resolve("xgboost-model"));
  }

  private TrainingJob job(Map<String, String> parameters) {
    Map<String, Path> channels = new HashMap<>();
    for (String name : List.of("train", "validation", "features")) {
      if (Files.exists(base.resolve(name))) {
        channels.put(name, base.resolve(name));
      }
    }
    return new TrainingJob(parameters, channels, model(), Optional.empty());
  }

  private Path model() {
    return base.resolve("model");
  }

  private void channel(String name, String file, String text) throws IOException {
    Path path = base.resolve(name).resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The label is whether the first of three columns, with some noise, is above 0. */
  static String rows(int count, int seed) {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < count; i++) {
      float x = (float) random.nextGaussian();
      int label = x + 0.3 * random.nextGaussian() > 0 ? 1 : 0;
      csv.append(label).append(',').append(x).append(',');
      csv.append(random.nextInt(5) == 0 ? "" : Float.toString(random.nextFloat()));
      csv.append(',').append(random.nextInt(3)).append('\n');
    }
    return csv.toString();
  }
}
