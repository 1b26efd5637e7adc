package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.Manifest.GoldenRow;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Model artifacts made of the files that other frameworks wrote. */
final class Artifacts {
  static final Path XGBOOST = Path.of("src/test/resources/golden/xgboost-1.7");
  static final Path ONNX = Path.of("src/test/resources/golden/onnx");
  static final Path LIGHTGBM = Path.of("src/test/resources/golden/lightgbm");
  static final Path CATBOOST = Path.of("src/test/resources/golden/catboost");
  static final List<Engine> ENGINES = ModelContainer.engines();
  static final List<String> COLUMNS = List.of("a", "b", "c", "d", "e", "f");
  static final Fingerprints FINGERPRINTS = new Fingerprints("00ff17", "a1b2c3");

  private Artifacts() {}

  /** A bare model file under another name. */
  static Path copy(Path file, Path folder, String name) {
    try {
      Files.createDirectories(folder);
      Files.copy(file, folder.resolve(name));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An XGBoost model with a manifest, whose golden margins are those of Python. */
  static Path withManifest(String name, String objective, Path folder) {
    copy(XGBOOST.resolve(name).resolve("xgboost-model"), folder, "xgboost-model");
    try {
      golden(name, objective).write(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Manifest golden(String name, String objective) throws IOException {
    List<String> lines = Files.readAllLines(XGBOOST.resolve(name + ".txt"));
    RowMatrix rows = rows();
    List<GoldenRow> golden = new ArrayList<>();
    for (int i = 0; i < rows.count(); i++) {
      String[] bits = lines.get(i).split("\\|", -1)[1].split(",", -1);
      float[] margins = new float[bits.length];
      for (int j = 0; j < bits.length; j++) {
        margins[j] = Float.intBitsToFloat(Integer.parseUnsignedInt(bits[j], 16));
      }
      golden.add(new GoldenRow(Arrays.copyOfRange(rows.values(), i * 6, i * 6 + 6), margins));
    }
    return new Manifest(
        "xgboost", objective, 6, COLUMNS, List.of(), Reasons.NONE, FINGERPRINTS, 0, golden);
  }

  private static RowMatrix rows() throws IOException {
    byte[] csv = Files.readAllBytes(XGBOOST.resolve("rows.csv"));
    return switch (new RowsReader(6).read(MediaType.CSV, Body.of(csv).text())) {
      case RowsResult.Valid(RowMatrix rows) -> rows;
      case RowsResult invalid -> throw new AssertionError(invalid.toString());
    };
  }
}
