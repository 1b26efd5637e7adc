package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferencetestkit.TestProcess;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.onnx.OnnxEngine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelLoaderTest {
  private static final ServingResources RESOURCES = new ServingResources(1 << 20);

  @TempDir Path folder;

  @Test
  void goldenRowsOfAnotherFrameworkPass() throws IOException {
    Artifacts.withManifest("multi-softprob", "multi:softprob", folder);
    assertTrue(answer("", ",,,,,").startsWith("0."));
  }

  @Test
  void goldenMarginThatDiffersInOneBitStopsTheStart() throws IOException {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder);
    String golden = Files.readString(folder.resolve("manifest.json"));
    String margin = golden.replaceFirst("(?s).*?\"margins\":\\[([-0-9.E]+)\\].*", "$1");
    String next = Float.toString(Math.nextUp(Float.parseFloat(margin)));
    write("manifest.json", golden.replaceFirst("\\[" + margin, "[" + next));

    assertFault("golden row 1", margin, next);
  }

  /** The gate of /ping: nothing is served by an engine that computes otherwise. */
  @Test
  void goldenRowThatDiffersEndsTheProcessWithOneLine() throws Exception {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder.resolve("model"));
    Path manifest = folder.resolve("model/manifest.json");
    String golden = Files.readString(manifest);
    int last = golden.lastIndexOf("\"margins\":[") + "\"margins\":[".length();
    String margin = golden.substring(last, golden.indexOf(']', last));
    String next = Float.toString(Math.nextUp(Float.parseFloat(margin)));
    Files.writeString(
        manifest, golden.substring(0, last) + next + golden.substring(last + margin.length()));
    int rows = Manifest.read(folder.resolve("model")).orElseThrow().golden().size();

    try (TestProcess process = serve(Map.of())) {
      assertEquals(1, process.exitStatus(), process::toString);
      assertEquals(1, process.errors().size(), process::toString);
      String expected =
          "golden row %d of manifest.json, margin 1: the model gives %s, expected exactly %s"
              .formatted(rows, margin, next);
      assertTrue(process.errors().getFirst().contains(expected), process::toString);
      assertFalse(process.out().toString().contains("is ready"), process::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, schema=00ff17; semantics=a1b2c3, 200",
    "false, schema=00ff17; semantics=a1b2c4, semantics_mismatch",
    "false, schema=00ff17, semantics_mismatch",
    "true,  schema=00ff17; semantics=a1b2c4, 200",
    "true,  schema=00ff17, 200",
    "true,  schema=00ff18; semantics=a1b2c3, schema_mismatch",
    "true,  semantics=a1b2c3, schema_mismatch",
  })
  void onlyOtherSemanticsCanBeAllowed(boolean allowed, String parameters, String outcome) {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder);
    try (Inference inference =
        new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), allowed)
            .open(folder, RESOURCES)
            .inference()) {
      MediaType type = MediaType.parse(MediaType.VECTORS_CSV + ";" + parameters).orElseThrow();
      byte[] body = ",,,,,".getBytes(StandardCharsets.UTF_8);
      String found =
          switch (inference.invoke(new Invocation(type, MediaType.of("text/csv"), Body.of(body)))) {
            case Answered answered -> "200";
            case Rejected(var reason, var detail) -> reason.code();
          };
      assertEquals(outcome, found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | \"schema\":\"00ff17\",\"semantics\":\"a1b2c3\" | ''",
        "false | \"schema\":\"00ff17\" | no semantics fingerprint: of vectors only the schema",
        "false | \"width\":6 | no schema fingerprint: of vectors only the number of columns",
        "true  | \"schema\":\"00ff17\",\"semantics\":\"a1b2c3\" | TANDEM_ALLOW_OTHER_SEMANTICS is true",
      })
  void whatIsNotCheckedIsLoggedOnceAtTheStart(String allowed, String manifest, String doubt)
      throws Exception {
    Path model = folder.resolve("model");
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), model, "m.ubj");
    Files.writeString(model.resolve("manifest.json"), "{\"format\":1," + manifest + "}");

    try (TestProcess process = serve(Map.of("TANDEM_ALLOW_OTHER_SEMANTICS", allowed))) {
      process.awaitOutput("is ready");
      List<String> warnings =
          process.out().stream().filter(line -> line.contains("\"level\":\"WARN\"")).toList();
      assertEquals(doubt.isEmpty() ? 0 : 1, warnings.size(), process::toString);
      warnings.forEach(warning -> assertTrue(warning.contains(doubt), warning));
    }
  }

  /** The model is in the folder {@code model}. */
  private TestProcess serve(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SAGEMAKER_BASE_DIR", folder.toString());
    environment.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(TestProcess.freePort()));
    return TestProcess.start(ModelContainer.class, environment, "serve");
  }

  @Test
  void modelOfAnotherArtifactStopsTheStart() throws IOException {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder);
    Files.delete(folder.resolve("xgboost-model"));
    Artifacts.copy(Artifacts.XGBOOST.resolve("base-score/xgboost-model"), folder, "xgboost-model");
    assertFault("golden row 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"format\":1,\"width\":7}                | width is \"7\" there and \"6\"",
        "{\"format\":1,\"engine\":\"onnx\"}        | engine is \"onnx\"",
        "{\"format\":1,\"objective\":\"reg:gamma\"}| objective is \"reg:gamma\"",
        "{\"format\":1,\"columns\":[\"a\"]}        | number of columns is \"1\"",
        "{\"format\":2}                            | $.format: expected 1",
        "{\"format\":1,\"semantics\":\"x\"}   | $.semantics: expected 1 to 128 lower-case hex",
        "{\"format\":1,\"wdth\":6}                 | $: unknown field wdth; did you mean width?",
        "{\"format\":1,                            | manifest.json is not valid JSON at column 13",
        "[]                                        | $: expected an object",
      })
  void manifestThatDoesNotFitStopsTheStart(String manifest, String fault) throws IOException {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder);
    write("manifest.json", manifest);
    assertFault(fault);
  }

  @Test
  void manifestThatCannotBeReadIsOneClearLine() throws IOException {
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), folder, "m.ubj");
    Files.createDirectory(folder.resolve("manifest.json"));
    assertFault("cannot read", "manifest.json", "expected a file that this process may read");
  }

  /** Warming up with what is refused would warm nothing. */
  @Test
  void everyWarmUpSampleIsAnswered() {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder);
    float[] row = {1, -2.5e-7f, Float.NaN, 0, 3e9f, 6};
    try (Inference inference = load("")) {
      List<Invocation> samples = WarmUpSamples.of(row, Artifacts.FINGERPRINTS, "");
      assertEquals(inference.contentTypes().size() * inference.accepts().size(), samples.size());
      for (Invocation sample : samples) {
        assertInstanceOf(Answered.class, inference.invoke(sample), sample::toString);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"xgboost-1.7/binary-logistic.ubj, trees", "onnx/binary-tensor.onnx, onnx"})
  void onlyTheFirstModelsOfAnEvaluatorAreWarmedUpForLong(String model, String evaluator) {
    Path file = Artifacts.XGBOOST.resolveSibling(model);
    Artifacts.copy(file, folder, String.valueOf(file.getFileName()));
    ModelLoader loader = new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), false);

    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try (Inference inference = loader.open(folder, RESOURCES).inference()) {
        Counter counter = inference.counters().getFirst();
        assertEquals(Map.of("Evaluator", evaluator), counter.dimensions());
        rows.add(counter.total());
      }
    }

    int once = WarmUpSamples.of(new float[6], Fingerprints.UNKNOWN, "").size();
    assertTrue(rows.getFirst() > once, rows::toString);
    assertEquals(List.of((long) once, (long) once), rows.subList(3, 5));
  }

  /** What it takes is measured in RATIONALE.md. */
  @ParameterizedTest
  @CsvSource({
    "xgboost-1.7/binary-logistic.ubj,     1, 0",
    "xgboost-1.7/binary-logistic.json,    1, 0",
    "xgboost-1.7/binary-logistic/xgboost-model, 1, 0",
    "onnx/boosted-regressor.onnx,         1, 0",
    "onnx-trees/library-max.onnx,         0, 8",
    "lightgbm/4.3.0/binary.txt,           1, 0",
    "onnx/binary-tensor.onnx,             0, 1.25",
  })
  void whatAModelTakesIsNoMoreThanWasEstimated(String model, double heap, double outside)
      throws IOException {
    Path file = Artifacts.XGBOOST.resolveSibling(model);
    Artifacts.copy(file, folder, String.valueOf(file.getFileName()));
    long bytes = Files.size(file);
    ModelLoader loader = new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), false);

    MemoryUse estimate = loader.estimate(folder);
    LoadResult.Loaded loaded = loader.open(folder, RESOURCES);
    loaded.inference().close();

    MemoryUse memory = loaded.memory();
    assertTrue(memory.heapBytes() > 0 && memory.heapBytes() <= estimate.heapBytes());
    assertTrue(memory.nativeBytes() <= estimate.nativeBytes());
    assertTrue(memory.heapBytes() <= (16 << 10) + heap * bytes, memory::toString);
    assertTrue(memory.nativeBytes() >= (long) (outside * bytes), memory::toString);
  }

  /** Else a model that the platform deletes would keep its room on the disk. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "xgboost-1.7/binary-logistic.ubj",
        "xgboost-1.7/binary-logistic.json",
        "xgboost-1.7/binary-logistic/xgboost-model",
        "onnx/boosted-regressor.onnx",
        "onnx/binary-tensor.onnx",
        "lightgbm/4.3.0/binary.txt"
      })
  void noFileOfAModelStaysOpenOrMapped(String model) throws IOException {
    Path file = Artifacts.XGBOOST.resolveSibling(model);
    Artifacts.copy(file, folder, String.valueOf(file.getFileName()));
    String place = folder.toRealPath().toString();

    try (Inference inference = load("")) {
      assertFalse(inference.accepts().isEmpty());
      assertFalse(Files.readString(Path.of("/proc/self/maps")).contains(place));
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
        assertTrue(descriptors.noneMatch(one -> target(one).startsWith(place)));
      }
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // that of the listing is closed by now
    }
  }

  @Test
  void whatIsNoModelIsEstimatedAtNothing() throws IOException {
    ModelLoader loader = new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), false);
    assertEquals(MemoryUse.NONE, loader.estimate(folder.resolve("absent")));
    write("xgboost-model", "(lp0\n.");
    assertEquals(MemoryUse.NONE, loader.estimate(folder));
  }

  /** A library that cannot be unpacked ends the same way as one that lacks another library. */
  @ParameterizedTest
  @CsvSource({"xgboost-1.7/binary-logistic.ubj,XGBoost", "onnx/named-inputs.onnx,ONNX Runtime"})
  void nativeLibraryThatCannotBeLoadedIsOneLine(String model, String engine) throws Exception {
    Path file = Artifacts.XGBOOST.resolveSibling(model);
    Artifacts.copy(file, folder.resolve("model"), String.valueOf(file.getFileName()));
    String options = "-Djava.io.tmpdir=" + folder.resolve("absent");
    try (TestProcess process = serve(Map.of("JDK_JAVA_OPTIONS", options))) {
      assertEquals(1, process.exitStatus(), process::toString);
      // XGBoost's binding has logged it before.
      String error = process.errors().getLast();
      assertTrue(error.contains("the native library of " + engine + " cannot be loaded: "), error);
      assertFalse(error.contains("\"stack\""), error);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xgboost-model", "model.model", "churn.bin", "xgboost-model-1"})
  void fileNamesOfOthersAreFound(String name) throws IOException {
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic/xgboost-model"), folder, name);
    write(".sagemaker-uploaded", "");
    write("README.txt", "");
    assertEquals("0.39944574\n", answer("", ",,,,,"));
  }

  @Test
  void modelOneLevelDownIsFound() throws IOException {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve("binary-logistic.ubj"), folder.resolve("model"), "m.ubj");
    assertEquals("0.39944574\n", answer("", ",,,,,"));
  }

  @Test
  void whatIsNoModelIsNamed() throws IOException {
    assertFault("it is empty", "expected one file xgboost-model");
    write("notes.md", "");
    assertFault("found notes.md");
    write("features.json", "{}");
    assertFault("a feature set", "feature container");
  }

  @Test
  void severalModelsAreRefused() {
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), folder, "a.ubj");
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.json"), folder, "b.json");
    assertFault("2 model files", "a.ubj, b.json", "ensemble");
  }

  @ParameterizedTest
  @CsvSource({
    "xgboost-model, metrics.json",
    "xgboost-model, schema.json",
    "xgboost-model, feature_names.json",
    "xgboost-model, features.json",
    "xgboost-model, xgboost-model.sha256",
    "xgboost-model, weights.bin",
    "xgboost-model, vocabulary.model",
    "model.ubj, metrics.json",
    "model.json, config.json",
    "model.json, state.json",
    "churn.bin, labels.json",
  })
  void whatIsNoModelMayLieBesideOne(String name, String other) throws IOException {
    String golden =
        name.endsWith("json") ? "binary-logistic.json" : "binary-logistic/xgboost-model";
    Artifacts.copy(Artifacts.XGBOOST.resolve(golden), folder, name);
    write(other, "{\"version\": 1, \"auc\": 0.8}");

    assertEquals("0.39944574\n", answer("", ",,,,,"));
  }

  /** A process's memory has nothing at its beginning, which no user can read. */
  @ParameterizedTest
  @ValueSource(strings = {"metrics.json", "README"})
  void whatCannotBeReadMayLieBesideAModel(String other) throws IOException {
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), folder, "model.ubj");
    Files.createSymbolicLink(folder.resolve(other), Path.of("/proc/self/mem"));

    assertTrue(answer("", ",,,,,").startsWith("0."));
  }

  @Test
  void modelThatCannotBeReadIsNamed() throws IOException {
    Files.createSymbolicLink(folder.resolve("model.ubj"), Path.of("/proc/self/mem"));
    assertFault("cannot read model file model.ubj");
    write("metrics.json", "{}");
    assertFault("cannot read model file model.ubj");
  }

  @Test
  void moreColumnsThanAnyModelHasAreRefused() throws IOException {
    String model = Files.readString(Artifacts.XGBOOST.resolve("binary-logistic.json"));
    for (String width : List.of("1048577", "2147483647")) {
      write(
          "xgboost-model",
          model.replace("\"num_feature\":\"6\"", "\"num_feature\":\"" + width + "\""));
      assertFault("num_feature is " + width + "; at most 1048576 are served");
    }
  }

  @Test
  void weightsMayLieBesideAnOnnxModel() throws IOException {
    Artifacts.copy(Artifacts.ONNX.resolve("binary-tensor.onnx"), folder, "model.onnx");
    for (String other : List.of("model.onnx.data", "weights.bin", "config.json", "labels.json")) {
      write(other, "{}");
    }
    load("").close();
  }

  @Test
  void aModelUnderTheNameOfAnotherEngineMayLieBesideOne() throws IOException {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve("binary-logistic/xgboost-model"), folder, "xgboost-model");
    Artifacts.copy(Artifacts.ONNX.resolve("binary-tensor.onnx"), folder, "export.bin");

    assertEquals("0.39944574\n", answer("", ",,,,,"));
  }

  @Test
  void ofSeveralThatCouldBeModelsOneIsMeantWhenTheOthersAreKnownForSomethingElse()
      throws IOException {
    write("model.json", "{\"weights\": []}");
    Artifacts.copy(Artifacts.ONNX.resolve("binary-tensor.onnx"), folder, "export.bin");

    assertFault("model file model.json: ");
  }

  @Test
  void theEndingOfOnnxMayBeInCapitals() throws IOException {
    Artifacts.copy(Artifacts.ONNX.resolve("binary-tensor.onnx"), folder, "MODEL.ONNX");

    load("").close();
  }

  @Test
  void ofOneEngineTheOnlyNameIsExpected() {
    ModelLoader loader =
        new ModelLoader(List.of(new OnnxEngine()), AnswerSettings.of(List.of()), false);

    ContainerException fault =
        assertThrows(ContainerException.class, () -> loader.open(folder, RESOURCES));

    assertTrue(fault.getMessage().endsWith("it is empty; expected one file *.onnx"));
  }

  @Test
  void theConfigurationOfAModelIsNone() throws IOException {
    Path foreign = Artifacts.XGBOOST.resolveSibling("foreign");
    Artifacts.copy(foreign.resolve("config.json"), folder, "config.json");
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.json"), folder, "model.json");
    assertEquals("0.39944574\n", answer("", ",,,,,"));
  }

  @Test
  void ownNameIsMeantEvenWhenItsContentIsNoModel() throws IOException {
    write("xgboost-model", "(lp0\n.");
    write("metrics.json", "{}");
    assertFault("model file xgboost-model: it is a Python pickle");
  }

  @Test
  void fileThatNoArrayHoldsIsNamed() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("xgboost-model").toFile(), "rw")) {
      file.setLength(3L << 30); // a hole, which takes no room
    }
    assertFault("model file xgboost-model: it has 3221225472 bytes; at most 2147483631");
  }

  @Test
  void severalThatCouldBeModelsAreRefused() throws IOException {
    write("a.json", "{}");
    write("b.json", "{}");
    assertFault("2 model files", "a.json, b.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xgboost-model", "model.onnx", "model.ubj"})
  void linkToNothingIsNamed(String name) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), folder.resolve("absent"));
    write("metrics.json", "{}");
    assertFault(name + " is a link to a file that is not there: pack the file itself");
  }

  @Test
  void linkToAModelIsFollowed() throws IOException {
    Path elsewhere = folder.resolve(".elsewhere");
    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), elsewhere, "m");
    Files.createSymbolicLink(folder.resolve("xgboost-model"), elsewhere.resolve("m"));
    assertEquals("0.39944574\n", answer("", ",,,,,"));
  }

  @Test
  void whatWasMeantAsAModelIsExplained() throws IOException {
    write("model.onnx.data", "123");
    assertFault("model.onnx.data holds the weights of an ONNX model, whose file *.onnx is missing");
    Files.delete(folder.resolve("model.onnx.data"));

    write("metrics.json", "{}");
    write("model.pkl", "(lp0\n.");
    assertFault("model.pkl: it is a Python pickle");
    Files.delete(folder.resolve("model.pkl"));

    Artifacts.copy(Artifacts.XGBOOST.resolve("binary-logistic.ubj"), folder, "model.xgb");
    assertFault("model.xgb: it is a model of XGBoost: name it xgboost-model");
    Files.delete(folder.resolve("model.xgb"));
    Files.delete(folder.resolve("metrics.json"));

    Files.createDirectories(folder.resolve("model.onnx/more"));
    assertFault("model.onnx is a folder: pack the file in it");
    Files.delete(folder.resolve("model.onnx/more"));
    Files.delete(folder.resolve("model.onnx"));

    write("saved_model.pb", "");
    assertFault(
        "saved_model.pb is TensorFlow's SavedModel: not served; export it as ONNX: python -m"
            + " tf2onnx.convert --saved-model . --output model.onnx; or serve it as it is with the"
            + " image tandem-model:VERSION-tensorflow;");
    Files.delete(folder.resolve("saved_model.pb"));
    for (String inner : List.of("1", "churn/1", "export/Servo/1")) {
      Path saved = Files.createDirectories(folder.resolve(inner));
      Files.createFile(saved.resolve("saved_model.pb"));
      assertFault("--saved-model " + inner + " --output model.onnx;");
      for (Path part = saved.resolve("saved_model.pb"); !part.equals(folder); ) {
        Files.delete(part);
        part = Objects.requireNonNull(part.getParent());
      }
    }
  }

  @Test
  void foreignAndTruncatedFilesAreOneClearLine() throws IOException {
    for (String name : List.of("binary-logistic.ubj", "dart.ubj", "gblinear.ubj", "dart.json")) {
      byte[] whole = Files.readAllBytes(Artifacts.XGBOOST.resolve(name));
      for (int length = 0; length < whole.length; length += 97) {
        Files.write(folder.resolve("xgboost-model"), Arrays.copyOf(whole, length));
        assertFault("model file xgboost-model: ");
      }
    }
    for (String text : List.of("PK\3\4 a zip", "{}", "{\"learner\":{}}", "[1]", "\u0080\4pickle")) {
      Files.write(folder.resolve("xgboost-model"), text.getBytes(StandardCharsets.ISO_8859_1));
      assertFault("model file xgboost-model: ", "expected a model saved by XGBoost");
    }
  }

  @Test
  void onnxIsServedWithItsColumnsFromTheManifest() throws IOException {
    Artifacts.copy(Artifacts.ONNX.resolve("named-inputs.onnx"), folder, "model.onnx");
    write(
        "manifest.json",
        "{\"format\":1,\"columns\":[\"amount\",\"age\",\"items\",\"hour\",\"returns\"]}");
    List<String> rows = Files.readAllLines(Artifacts.ONNX.resolve("rows.csv"));
    List<String> expected = Files.readAllLines(Artifacts.ONNX.resolve("named-inputs.txt"));
    double found = Double.parseDouble(answer("", rows.get(3)));
    assertEquals(Double.parseDouble(expected.get(3)), found, 1e-5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binary-logistic | predicted_label,labels,probability,probabilities,raw_score,raw_scores"
            + " | 0,\"[0, 1]\",0.39944574,\"[0.6005542, 0.39944574]\",0.39944574"
            + ",\"[0.6005542, 0.39944574]\"",
        "multi-softmax   | predicted_label,labels,raw_score,raw_scores"
            + " | 0.0,\"[0, 1, 2, 3]\",0.0,\"[1.0, 0.0]\"",
        "binary-hinge    | raw_score,predicted_label | 0.0,0.0",
        "reg-gamma       | predicted_score | 1.119988",
      })
  void selectedKeysComeInTheOrderAsked(String model, String keys, String expected)
      throws IOException {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve(model).resolve("xgboost-model"), folder, "xgboost-model");
    assertEquals(expected + "\n", answer(keys, ",,,,,"));
  }

  @ParameterizedTest
  @CsvSource({
    "reg-gamma, probability, predicted_score",
    "count-poisson, predicted_label, predicted_score",
    "binary-logitraw, probabilities, 'predicted_label, labels, raw_score, raw_scores'",
    "binary-logistic, predicted_score, 'predicted_label, labels, probability'",
  })
  void keyThatDoesNotFitStopsTheStart(String model, String key, String fitting) {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve(model).resolve("xgboost-model"), folder, "xgboost-model");
    ContainerException fault =
        assertThrows(ContainerException.class, () -> load(key), "should not load");
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains("cannot answer " + key + "; it can answer " + fitting), message);
  }

  private Inference load(String keys) {
    List<OutputKey> selection =
        keys.isEmpty() ? List.of() : Arrays.stream(keys.split(",", -1)).map(OutputKey::of).toList();
    return new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(selection), false)
        .open(folder, RESOURCES)
        .inference();
  }

  private String answer(String keys, String row) {
    try (Inference inference = load(keys)) {
      Invocation invocation =
          new Invocation(
              MediaType.of("text/csv"),
              MediaType.of("text/csv"),
              Body.of(row.getBytes(StandardCharsets.UTF_8)));
      Answered answered = (Answered) inference.invoke(invocation);
      return new String(answered.toByteArray(), StandardCharsets.UTF_8);
    }
  }

  private void assertFault(String... parts) {
    ContainerException fault = assertThrows(ContainerException.class, () -> load(""));
    String message = String.valueOf(fault.getMessage());
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> part + " is not in: " + message);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
