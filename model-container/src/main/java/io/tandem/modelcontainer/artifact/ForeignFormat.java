package io.tandem.modelcontainer.artifact;

import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.ZipHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Names the files that are often packed in place of a model, by their first bytes, and says how to
 * get from there to a file that is served. Nothing is deserialised.
 */
final class ForeignFormat {
  /** How many bytes of a file are looked at. */
  static final int HEAD_BYTES = 1 << 16;

  private static final int UNPACKED_BYTES = 1 << 12;
  private static final int TAR_MARK_AT = 257;

  private static final String SAVE =
      "load it with the XGBoost that wrote it and save it with Booster.save_model(\"model.ubj\")";
  private static final String NOT_SERVED = ": not served; ";
  private static final String AGAIN = "fetch the file itself and pack it again";

  /** Of torch.save before PyTorch 1.6: a pickle of its own magic number. */
  private static final String OLD_TORCH = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";

  private record Sign(Predicate<Head> matches, String words) {}

  private static final List<Sign> SIGNS =
      List.of(
          sign(head -> head.bytes.length == 0, "it is empty: " + AGAIN),
          starts(
              "version https://git-lfs", "it is a pointer of Git LFS: run git lfs pull, " + AGAIN),
          matches("outs:\\n- (md5|hash|size):", "it is a pointer of DVC: run dvc pull, " + AGAIN),
          matches("(\\.\\./)*(\\.git)?/annex/objects/", "it is a pointer of git-annex: " + AGAIN),
          matches("\\s*(?i:<!doctype html|<html)", "it is a web page: " + AGAIN),
          matches("\\s*(<\\?xml.*?>)?\\s*<Error>", "it is an error message of S3: " + AGAIN),
          matches(
              "\\s*(<\\?xml.*?>)?\\s*(?:<!--.*?-->\\s*+)*+<PMML",
              "it is PMML"
                  + NOT_SERVED
                  + "export the model that it was made of; of scikit-learn, "
                  + OnnxExport.SKLEARN),
          sign(
              head -> head.isSparks,
              "it is a file of a Spark model: save model.nativeBooster with"
                  + " saveModel(\"model.ubj\")"),
          starts("CONFIG-offset:", buffer()),
          matches("\\{(\\s*\"|[iUIlL].{1,8})(Config|Model)\\b", buffer()),
          starts(
              "bs64\t",
              "it is the text form of XGBoost 0.x: load it with XGBoost 1.x and save"
                  + " it with Booster.save_model(\"model.ubj\")"),
          matches("\\[\\s*\\{\\s*\"nodeid\"", dump()),
          matches("booster\\[\\d+\\]:?\\s", dump()),
          matches("0:(\\[[^\\]\\n]*\\] yes=|leaf=)", dump()),
          matches("digraph \\{", dump()),
          matches(
              "(?s)\\s*\\{.*\"learner_train_param\"\\s*:\\s*\\{",
              "it is XGBoost's"
                  + " configuration (Booster.save_config), not the model: save the model with"
                  + " Booster.save_model(\"model.ubj\")"),
          matches(
              "\\{\\s*\"name\"\\s*:\\s*\"tree\"",
              "it is a dump of LightGBM for reading (Booster.dump_model): save the model with"
                  + " Booster.save_model(\"model.txt\")"),
          sign(
              head -> head.isPickleOf("sklearn.pipeline"),
              "it is a Python pickle of a scikit-learn pipeline, which is code"
                  + NOT_SERVED
                  + OnnxExport.SKLEARN),
          sign(
              head -> head.isPickleOf("xgboost"),
              "it is a Python pickle, as AWS's images wrote them up to XGBoost 1.0, or of joblib: "
                  + SAVE
                  + " (of XGBClassifier and the like: model.save_model)"),
          sign(
              head -> head.isPickleOf("lightgbm"),
              "it is a Python pickle of LightGBM, as SageMaker's own LightGBM leaves it: load it"
                  + " there (joblib.load) and save it with booster_.save_model(\"model.txt\"), of a"
                  + " Booster save_model"),
          sign(
              head -> head.starts(OLD_TORCH) || head.isPickleOf("torch"),
              "it is a pickle of PyTorch, which is code" + NOT_SERVED + OnnxExport.TORCH),
          sign(
              head -> head.isPickleOf("sklearn"),
              "it is a Python pickle of scikit-learn, which is code"
                  + NOT_SERVED
                  + OnnxExport.SKLEARN),
          sign(
              Head::isPickle,
              "it is a Python pickle, also written by joblib, which is code"
                  + NOT_SERVED
                  + "export a model as ONNX with its framework; of an XGBoost model "
                  + SAVE),
          starts(
              "\u00ac\u00ed\0\5",
              "it is a serialised Java object: load it there and save it"
                  + " with Booster.saveModel(\"model.ubj\")"),
          starts(
              "\u0089HDF\r\n\u001a\n",
              "it is HDF5, as Keras writes it" + NOT_SERVED + OnnxExport.KERAS),
          sign(
              head -> ZipHead.isTorchScript(head.bytes),
              "it is TorchScript, which this image does not serve: "
                  + OnnxExport.TORCH
                  + "; or serve it by the image tandem-model:VERSION-torch"),
          zip(
              "serialized_.*|[^/]+/(archive_.*|models/.*|extra/.*|data/[a-z_]+/.*)",
              "it is a program of torch.export" + NOT_SERVED + OnnxExport.TORCH_PROGRAM),
          zip(
              ".*data\\.pkl|.*/version|.*/byteorder",
              "it is PyTorch's, a state_dict or a pickled module" + NOT_SERVED + OnnxExport.TORCH),
          zip(
              "metadata\\.json|config\\.json|model\\.weights\\.h5",
              "it is Keras's" + NOT_SERVED + OnnxExport.KERAS),
          zip("model\\.ini|domains/.*|trees/.*", "it is H2O's MOJO" + NOT_SERVED + OnnxExport.H2O),
          zip(".*\\.npy", "it is arrays of NumPy (npz), not a model"),
          starts("PK\3\4", "it is a zip archive: pack the model file itself into model.tar.gz"),
          sign(
              head -> head.at(4, "TFL3"),
              "it is TensorFlow Lite's" + NOT_SERVED + OnnxExport.TENSORFLOW_LITE),
          sign(
              head -> head.at(4, "ET1"),
              "it is a program of ExecuTorch (.pte)" + NOT_SERVED + OnnxExport.TORCH),
          matches(
              "X\\n\\x00\\x00\\x00[\\x02\\x03]|A\\n[23]\\n|RD[XA][23]\\n",
              "it is R's: save the" + " model with xgb.save(model, \"model.ubj\")"),
          sign(
              head -> head.at(TAR_MARK_AT, "ustar"),
              "it is a tar archive: pack the model file"
                  + " itself into model.tar.gz, not an archive of it"),
          sign(
              head -> head.at(8, "{\"") && head.bytes[7] == 0,
              "it is safetensors, the weights of a module without the module"
                  + NOT_SERVED
                  + OnnxExport.TORCH_WEIGHTS),
          starts("GGUF", "it is GGUF, the weights of a language model: not served"),
          starts("\u0093NUMPY", "it is an array of NumPy, not a model"),
          starts("PAR1", "it is Parquet, not a model"),
          starts(
              "\u00ef\u00bb\u00bf{",
              "it begins with a byte order mark, which XGBoost does not"
                  + " read either: save it again with Booster.save_model(\"model.ubj\")"));

  private final List<Engine> engines;

  /**
   * @param engines whose models are no foreign files
   */
  ForeignFormat(List<Engine> engines) {
    this.engines = List.copyOf(engines);
  }

  /**
   * What the beginning of a file shows it to be, and what to do; empty for a model that an engine
   * reads, and for what is not known.
   */
  Optional<String> of(byte[] head) {
    return engine(head).isPresent() ? Optional.empty() : packed(head).or(() -> plain(head));
  }

  private Optional<Engine> engine(byte[] head) {
    return engines.stream().filter(engine -> engine.recognizes(head)).findFirst();
  }

  private Optional<String> plain(byte[] bytes) {
    Head head = new Head(bytes, isSparks(bytes));
    return SIGNS.stream().filter(sign -> sign.matches.test(head)).map(Sign::words).findFirst();
  }

  /** Of what is compressed, what is inside decides. */
  private Optional<String> packed(byte[] head) {
    Head packed = new Head(head, false);
    boolean gzip = packed.starts("\u001f\u008b");
    boolean zlib = packed.matches(Pattern.compile("x[\\x01\\x5e\\x9c\\xda]"));
    if (gzip || zlib) {
      byte[] inside = unpacked(head, gzip);
      String form = gzip ? "gzip" : "zlib";
      Optional<Engine> engine = engine(inside);
      if (engine.isPresent()) {
        return Optional.of(engine.get().recognized() + " packed with " + form + ": unpack it");
      }
      Optional<String> words = inside.length == 0 ? Optional.empty() : plain(inside);
      return words
          .map(known -> known + " (packed with " + form + ")")
          .or(() -> Optional.of(compressed(form)));
    }
    return COMPRESSED.stream()
        .filter(sign -> sign.matches.test(packed))
        .map(Sign::words)
        .findFirst();
  }

  private static final List<Sign> COMPRESSED =
      List.of(
          starts("\u00fd7zXZ\0", compressed("xz")),
          starts("BZh", compressed("bzip2")),
          matches("\\]\\x00\\x00[\\x00-\\x80][\\x00-\\x04]", compressed("lzma")),
          starts("\4\"M\u0018", compressed("lz4")),
          starts("(\u00b5/\u00fd", compressed("zstd")));

  private static String compressed(String form) {
    return "it is packed with "
        + form
        + ", as joblib does: load it there and export it (XGBoost: Booster.save_model(\"model.ubj\");"
        + " else ONNX)";
  }

  /** As much as there is of it: the head of a file ends in the middle. */
  private static byte[] unpacked(byte[] head, boolean gzip) {
    ByteArrayInputStream packed = new ByteArrayInputStream(head);
    byte[] inside = new byte[UNPACKED_BYTES];
    int length = 0;
    try (InputStream in = gzip ? new GZIPInputStream(packed) : new InflaterInputStream(packed)) {
      int read = 0;
      while (length < inside.length && read >= 0) {
        length += read;
        read = in.read(inside, length, inside.length - length);
      }
    } catch (IOException e) {
      // what was unpacked until here is what is known
    }
    return Arrays.copyOf(inside, length);
  }

  /** The number of classes, then the model. */
  private boolean isSparks(byte[] bytes) {
    return bytes.length > 4
        && bytes[0] == 0
        && bytes[1] == 0
        && bytes[2] == 0
        && engine(Arrays.copyOfRange(bytes, 4, bytes.length)).isPresent();
  }

  private static String buffer() {
    return "it is XGBoost's memory in one piece (a pickled Booster's), for the same version only: "
        + SAVE;
  }

  private static String dump() {
    return "it is a dump of the trees for reading (Booster.dump_model), which XGBoost cannot load"
        + " either: save the model with Booster.save_model(\"model.ubj\")";
  }

  private static Sign sign(Predicate<Head> matches, String words) {
    return new Sign(matches, words);
  }

  private static Sign starts(String text, String words) {
    return new Sign(head -> head.starts(text), words);
  }

  /** By the beginning of the text. */
  private static Sign matches(String regex, String words) {
    Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
    return new Sign(head -> head.matches(pattern), words);
  }

  /** By the name of the first entry. */
  private static Sign zip(String names, String words) {
    Pattern pattern = Pattern.compile(names);
    return new Sign(head -> pattern.matcher(head.firstEntry()).matches(), words);
  }

  /** The first bytes, also as text: a character for each byte. */
  private static final class Head {
    /** Of protocol 0 and 1, which have no mark: a global, or an object with a memo. */
    private static final Pattern OLD_PICKLE =
        Pattern.compile("(\\(?c[\\w.]+\\n\\w+\\n|\\([dl]p?\\d|[\\]}]q\\x00|\\(i[\\w.]+\\n)");

    final byte[] bytes;
    final String text;
    final boolean isSparks;

    /**
     * @param isSparks whether a model follows the first four bytes
     */
    Head(byte[] bytes, boolean isSparks) {
      this.bytes = bytes;
      this.isSparks = isSparks;
      this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    boolean starts(String start) {
      return at(0, start);
    }

    boolean at(int index, String part) {
      return text.startsWith(part, index);
    }

    boolean matches(Pattern pattern) {
      return pattern.matcher(text).lookingAt();
    }

    boolean isPickle() {
      boolean marked = bytes.length > 2 && starts("\u0080") && bytes[1] >= 2 && bytes[1] <= 5;
      return marked || matches(OLD_PICKLE);
    }

    boolean isPickleOf(String module) {
      return isPickle() && text.contains(module);
    }

    String firstEntry() {
      return ZipHead.firstEntry(bytes);
    }
  }
}
