package io.tandem.modelcontainer.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.catboost.CatboostEngine;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.lightgbm.LightgbmEngine;
import io.tandem.modelcontainer.onnx.OnnxEngine;
import io.tandem.modelcontainer.xgboost.XgboostEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no models to serve: of their own writers (make_files.py), and by hand. */
final class ForeignFormatTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path FOREIGN = GOLDEN.resolve("foreign");
  private static final String BOOSTER = "Booster.save_model(\"model.ubj\")";

  private static final List<Engine> ENGINES =
      List.of(new XgboostEngine(), new OnnxEngine(), new LightgbmEngine(), new CatboostEngine());

  private final ForeignFormat foreign = new ForeignFormat(ENGINES);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "booster-0.pkl          | it is a Python pickle, as AWS's images",
        "booster-1.pkl          | it is a Python pickle, as AWS's images",
        "booster-2.pkl          | it is a Python pickle, as AWS's images",
        "booster-3.pkl          | it is a Python pickle, as AWS's images",
        "booster-4.pkl          | it is a Python pickle, as AWS's images",
        "booster-5.pkl          | it is a Python pickle, as AWS's images",
        "classifier-0.pkl       | of XGBClassifier and the like: model.save_model",
        "classifier-1.pkl       | of XGBClassifier and the like: model.save_model",
        "classifier-2.pkl       | of XGBClassifier and the like: model.save_model",
        "classifier-3.pkl       | of XGBClassifier and the like: model.save_model",
        "classifier-4.pkl       | of XGBClassifier and the like: model.save_model",
        "classifier-5.pkl       | of XGBClassifier and the like: model.save_model",
        "classifier.joblib      | of XGBClassifier and the like: model.save_model",
        "classifier.joblib.zlib | model.save_model) (packed with zlib)",
        "classifier.joblib.gzip | model.save_model) (packed with gzip)",
        "classifier.joblib.bz2  | it is packed with bzip2, as joblib does",
        "classifier.joblib.lzma | it is packed with lzma, as joblib does",
        "classifier.joblib.xz   | it is packed with xz, as joblib does",
        "dump.txt               | it is a dump of the trees",
        "dump-stats.txt         | it is a dump of the trees",
        "dump.json              | it is a dump of the trees",
        "dump.dot               | it is a dump of the trees",
        "config.json            | it is XGBoost's configuration (Booster.save_config)",
        "buffer                 | it is XGBoost's memory in one piece",
        "model.json.gz          | it is a model of XGBoost packed with gzip: unpack it",
        "model.ubj.zlib         | it is a model of XGBoost packed with zlib: unpack it",
      })
  void whatXgboostWroteIsToldWithTheCallThatSavesAModel(String file, String words)
      throws IOException {
    String message = fault("xgboost-model", Files.readAllBytes(FOREIGN.resolve(file)));

    assertTrue(message.contains("model file xgboost-model: "), message);
    assertTrue(message.contains(words), message);
    assertTrue(message.contains("packed with") || message.contains(BOOSTER), message);
  }

  @ParameterizedTest
  @CsvSource({
    "spark, model.nativeBooster with saveModel(\"model.ubj\")",
    "model.tar, it is a tar archive: pack the model file itself",
    "model.tar.gz, (packed with gzip)",
    "arrays.npz, it is arrays of NumPy",
    "array.npy, it is an array of NumPy",
    "logistic-0.pkl, 'of scikit-learn, which is code: not served; export it as ONNX'",
    "logistic-1.pkl, 'skl2onnx.to_onnx(model, X[:1].astype(numpy.float32), options={\"zipmap\": False})'",
    "logistic-2.pkl, it is a Python pickle of scikit-learn",
    "logistic-3.pkl, it is a Python pickle of scikit-learn",
    "logistic-4.pkl, it is a Python pickle of scikit-learn",
    "logistic-5.pkl, it is a Python pickle of scikit-learn",
  })
  void othersAreToldByTheirContent(String file, String words) throws IOException {
    String message = fault("xgboost-model", Files.readAllBytes(FOREIGN.resolve(file)));

    assertTrue(message.contains(words), message);
  }

  static Stream<Arguments> byHand() throws IOException {
    return Stream.of(
        Arguments.of("", "it is empty"),
        Arguments.of("version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull"),
        Arguments.of("outs:\n- md5: 0\n  path: model.ubj\n", "dvc pull"),
        Arguments.of("../../.git/annex/objects/zx/SHA256E-s1--0.ubj", "git-annex"),
        Arguments.of("\n<!DOCTYPE html><html>", "it is a web page"),
        Arguments.of("<html lang=\"en\">", "it is a web page"),
        Arguments.of("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code>", "of S3"),
        Arguments.of("<?xml version=\"1.0\"?>\n<PMML version=\"4.4\">", "it is PMML: not served"),
        Arguments.of("<PMML xmlns=\"x\">", "it is PMML: not served"),
        Arguments.of("<!---->".repeat(9000) + "<PMML>", "it is PMML: not served"),
        Arguments.of("<!-- a -->\n<!-- b --> <PMML>", "it is PMML: not served"),
        Arguments.of("../".repeat(20_000) + ".git/annex/objects/", "git-annex"),
        Arguments.of("CONFIG-offset:\0\0\0\0\0\0\0\0binf", "memory in one piece"),
        Arguments.of("bs64\tAAAAPw", "the text form of XGBoost 0.x"),
        Arguments.of("{\"name\":\"tree\",\"version\":\"v4\"}", "it is a dump of LightGBM"),
        Arguments.of("\u0080\4\u0095..lightgbm.sklearn", "booster_.save_model(\"model.txt\")"),
        Arguments.of("\u00ac\u00ed\0\5sr\0", "it is a serialised Java object"),
        Arguments.of("\u0089HDF\r\n\u001a\n\0", "keras.models.load_model(FILE).export(\"saved\")"),
        Arguments.of("\34\0\0\0TFL3\24\0", "-m tf2onnx.convert --tflite FILE --output model.onnx"),
        Arguments.of("X\n\0\0\0\3\0\4\2\0", "it is R's"),
        Arguments.of("A\n3\n263168\n", "it is R's"),
        Arguments.of("RDX3\nX\n", "it is R's"),
        Arguments.of(gzip("X\n\0\0\0\2\0\3\6\3"), "xgb.save(model, \"model.ubj\") (packed"),
        Arguments.of(gzip("something"), "it is packed with gzip"),
        Arguments.of("(\u00b5/\u00fd\4", "it is packed with zstd"),
        Arguments.of("\4\"M\u0018d@", "it is packed with lz4"),
        Arguments.of(
            "\100\0\0\0\0\0\0\0{\"w\":{}}", "it is safetensors, the weights of a module without"),
        Arguments.of("GGUF\3\0\0\0", "it is GGUF"),
        Arguments.of("PAR1\25\4", "it is Parquet"),
        Arguments.of("\10\10\22\10skl2onnx", "it looks like ONNX: name it *.onnx"),
        Arguments.of("\10\7\72\u0080\1", "it looks like ONNX: name it *.onnx"),
        Arguments.of("\u00ef\u00bb\u00bf{\"learner\":{}}", "a byte order mark"),
        Arguments.of("(dp0\nS'a'\np1\n", "it is a Python pickle"),
        Arguments.of("(lp0\n.", "it is a Python pickle"),
        Arguments.of(
            zip("archive/data.pkl"),
            "it is PyTorch's, a state_dict or a pickled module: not served"),
        Arguments.of(zip("m/data/0"), "it is TorchScript, which this image does not serve"),
        Arguments.of(zip("m/constants/0"), "; or serve it by the image tandem-model:VERSION-torch"),
        Arguments.of(zip("m/data.pkl", "m/code/__torch__.py"), "it is TorchScript"),
        Arguments.of(zip("m/data.pkl", "m/data/0"), "torch.onnx.export(model.eval(), "),
        Arguments.of(zip("m/archive_format"), "it is a program of torch.export: not served"),
        Arguments.of(zip("m/data/weights/weight_0"), "torch.export.load(\"model.pt2\")"),
        Arguments.of(zip("serialized_exported_program.json"), "it is a program of torch.export"),
        Arguments.of("\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.", "a pickle of PyTorch"),
        Arguments.of("\u0080\2ctorch.nn.modules.linear\nLinear\n", "a pickle of PyTorch"),
        Arguments.of("\u0080\4csklearn.pipeline\nPipeline\nxgboost", "a scikit-learn pipeline"),
        Arguments.of("\54\0\0\0ET12", "it is a program of ExecuTorch (.pte): not served"),
        Arguments.of(zip("metadata.json"), "it is Keras's: not served"),
        Arguments.of(zip("config.json"), "-m tf2onnx.convert --saved-model saved --output"),
        Arguments.of(zip("model.ini"), "it is H2O's MOJO: not served"),
        Arguments.of(zip("xgboost-model"), "it is a zip archive: pack the model file itself"));
  }

  @ParameterizedTest
  @MethodSource("byHand")
  void formatsOfOthersAreNamed(String content, String words) throws IOException {
    for (String name : List.of("xgboost-model", "model.onnx", "model.json")) {
      boolean isOnnx = content.startsWith("\10");
      String message =
          fault(isOnnx ? "xgboost-model" : name, content.getBytes(StandardCharsets.ISO_8859_1));

      assertTrue(message.contains(words), () -> name + ": " + message);
      assertEquals(1, message.lines().count(), message);
    }
  }

  /** The first bytes of every golden model, of any length that shows its form. */
  @Test
  void modelsAreNotTakenForAnythingElse() throws IOException {
    List<Path> models;
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      models =
          all.filter(file -> file.toString().matches(".*/xgboost-.*(xgboost-model|\\.json|\\.ubj)"))
              .toList();
    }
    assertTrue(models.size() > 300);
    for (Path model : models) {
      assertTrue(foreign.of(Files.readAllBytes(model)).isEmpty(), model::toString);
    }
    assertFalse(foreign.of(new byte[0]).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary-logistic.json", "binary-logistic/xgboost-model", "dart.ubj"})
  void modelOfXgboostUnderTheNameOfOnnxIsNamed(String model) throws IOException {
    String message =
        fault("model.onnx", Files.readAllBytes(GOLDEN.resolve("xgboost-1.7").resolve(model)));

    assertTrue(message.contains("it is a model of XGBoost: name it xgboost-model"), message);
  }

  private String fault(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content);
    try {
      ContainerException fault =
          assertThrows(
              ContainerException.class, () -> ModelArtifact.find(folder, ENGINES).load().close());
      return String.valueOf(fault.getMessage());
    } finally {
      Files.delete(file);
    }
  }

  private static String gzip(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static String zip(String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write('{');
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
