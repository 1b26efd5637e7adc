package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitValue;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.onnx.OnnxModel;
import io.tandem.modelcontainer.xgboost.XgboostModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model and checks all that its artifact states about it. */
final class ModelLoader implements ContainerProgram.Loader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

  private static final Duration WARM_UP = Duration.ofMillis(20);

  private final List<OutputKey> keys;
  private final boolean allowOtherSemantics;

  /**
   * @param keys what answers hold; empty for the plain prediction
   * @param allowOtherSemantics as {@link FingerprintCheck#ALLOW_OTHER_SEMANTICS}
   */
  ModelLoader(List<OutputKey> keys, boolean allowOtherSemantics) {
    this.keys = List.copyOf(keys);
    this.allowOtherSemantics = allowOtherSemantics;
  }

  @Override
  public Inference load(Path modelDirectory) {
    ModelArtifact artifact = ModelArtifact.find(modelDirectory);
    Model model = model(artifact);
    try {
      checkSelection(model);
      return inference(model, artifact);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * The model of an artifact, checked against its manifest. To be closed.
   *
   * @throws ContainerException when it cannot be served
   */
  static Model model(ModelArtifact artifact) {
    checkForm(artifact);
    List<String> columns = artifact.manifest().map(Manifest::columns).orElse(List.of());
    Model model =
        artifact.isOnnx()
            ? OnnxModel.load(artifact.file(), columns)
            : XgboostModel.load(artifact.file());
    try {
      artifact.manifest().ifPresent(stated -> checkManifest(stated, model));
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Before an engine reads it: in other words than those of a parser that failed. */
  private static void checkForm(ModelArtifact artifact) {
    byte[] head = artifact.head();
    boolean isXgboost = XgboostModel.recognizes(head);
    if (artifact.isOnnx() ? ModelArtifact.looksLikeOnnx(head) : isXgboost) {
      return;
    }
    Optional<String> words =
        isXgboost
            ? Optional.of("it is a model of XGBoost: name it xgboost-model")
            : ForeignFormat.of(head);
    words.ifPresent(
        known -> {
          throw new ContainerException(
              "model file %s: %s; expected a model saved by XGBoost 1.0 or later"
                      .formatted(artifact.file().getFileName(), known)
                  + " (Booster.save_model), or in ONNX");
        });
  }

  private Inference inference(Model model, ModelArtifact artifact) {
    Optional<Manifest> manifest = artifact.manifest();
    Fingerprints fingerprints = manifest.map(Manifest::fingerprints).orElse(Fingerprints.UNKNOWN);
    LOG.info(
        "loaded {} model {}: {}, {} columns, predicted by {}, {}, {} golden rows checked",
        model.engine(),
        artifact.file().getFileName(),
        model.output().name(),
        model.width(),
        model.evaluator(),
        fingerprints,
        manifest.map(stated -> stated.golden().size()).orElse(0));
    FingerprintCheck fingerprintCheck = new FingerprintCheck(fingerprints, allowOtherSemantics);
    fingerprintCheck.doubts().forEach(LOG::warn);
    Inference inference = new ModelInference(model, fingerprintCheck, keys);
    float[] sample = sample(manifest, model.width());
    WarmUp.run(inference, WarmUpSamples.of(sample, fingerprints), WARM_UP);
    return inference;
  }

  private static float[] sample(Optional<Manifest> manifest, int width) {
    return manifest.stream()
        .flatMap(stated -> stated.golden().stream())
        .findFirst()
        .map(golden -> golden.row().values())
        .orElseGet(() -> new float[width]);
  }

  private void checkSelection(Model model) {
    List<String> unfit =
        keys.stream().filter(key -> !key.fits(model.output())).map(OutputKey::key).toList();
    if (!unfit.isEmpty()) {
      List<String> fit =
          Arrays.stream(OutputKey.values())
              .filter(key -> key.fits(model.output()))
              .map(OutputKey::key)
              .toList();
      throw new ContainerException(
          "%s: a model of %s cannot answer %s; it can answer %s"
              .formatted(
                  OutputKey.SETTING,
                  model.output().name(),
                  String.join(", ", unfit),
                  String.join(", ", fit)));
    }
  }

  private static void checkManifest(Manifest manifest, Model model) {
    check("engine", manifest.engine(), model.engine());
    check("objective", manifest.objective(), model.output().name());
    if (manifest.width() != 0) {
      check("width", Integer.toString(manifest.width()), Integer.toString(model.width()));
    }
    if (!manifest.columns().isEmpty()) {
      String stated = Integer.toString(manifest.columns().size());
      check("number of columns", stated, Integer.toString(model.width()));
    }
    if (!model.columns().isEmpty() && !manifest.columns().isEmpty()) {
      for (int i = 0; i < model.width(); i++) {
        check("column " + (i + 1), manifest.columns().get(i), model.columns().get(i));
      }
    }
    for (int i = 0; i < manifest.golden().size(); i++) {
      checkGolden(i + 1, manifest.golden().get(i), model);
    }
  }

  private static void check(String what, String stated, String found) {
    if (!stated.isEmpty() && !stated.equals(found)) {
      throw new ContainerException(
          "the model file does not belong to %s: %s is \"%s\" there and \"%s\" in the model file"
              .formatted(Manifest.FILE, what, stated, found));
    }
  }

  private static void checkGolden(int number, Manifest.GoldenRow golden, Model model) {
    RowMatrix row = golden.row();
    float[] expected = golden.margins();
    check("width of golden row " + number, row.width() + "", model.width() + "");
    @Nullable UnfitValue unfit = model.unfit(row);
    if (unfit != null) {
      throw new ContainerException(
          "golden row %d of %s: %s"
              .formatted(number, Manifest.FILE, unfit.detail(0, model.columns())));
    }
    Predictions margins = model.margins(row);
    check("outputs of golden row " + number, expected.length + "", margins.width() + "");
    for (int i = 0; i < expected.length; i++) {
      float found = (float) margins.value(0, i); // that of a double is what a manifest holds
      if (Float.floatToIntBits(found) != Float.floatToIntBits(expected[i])) {
        throw new ContainerException(
            "golden row %d of %s, margin %d: the model gives %s, expected exactly %s; the model file was changed, or this engine computes differently"
                .formatted(number, Manifest.FILE, i + 1, found, expected[i]));
      }
    }
  }
}
