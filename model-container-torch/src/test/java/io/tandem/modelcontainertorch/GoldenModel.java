package io.tandem.modelcontainertorch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A module that PyTorch has saved, with what PyTorch itself computes. */
record GoldenModel(String version, String name) {
  static final Path FOLDER = Path.of("src/test/resources/golden/torchscript");
  static final int COLUMNS = 6;
  private static final int WIDE = 263;

  static Stream<GoldenModel> all() throws IOException {
    List<GoldenModel> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(FOLDER, 2)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".expected")).toList()) {
        String name = String.valueOf(file.getFileName()).replace(".expected", "");
        all.add(new GoldenModel(FOLDER.relativize(file).getName(0).toString(), name));
      }
    }
    return all.stream();
  }

  static GoldenModel newest(String name) {
    return new GoldenModel("2.13.0", name);
  }

  Path file() {
    return FOLDER.resolve(version).resolve(name + ".pt");
  }

  int width() {
    return name.equals("wide") ? WIDE : COLUMNS;
  }

  Model load() {
    return new TorchEngine().load(file(), new Stated("", width(), List.of()));
  }

  /** Those of rows.csv, filled up to the width with what they repeat. */
  RowMatrix rows() throws IOException {
    List<String> lines = lines();
    float[] values = new float[lines.size() * width()];
    for (int row = 0; row < lines.size(); row++) {
      String[] cells = lines.get(row).split(",", -1);
      for (int i = 0; i < width(); i++) {
        String cell = cells[i % cells.length];
        values[row * width() + i] = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
      }
    }
    return new RowMatrix(values, lines.size(), width());
  }

  static List<String> lines() throws IOException {
    return Files.readAllLines(FOLDER.resolve("rows.csv"));
  }

  /** Row after row. */
  double[] expected() throws IOException {
    return Files.readAllLines(FOLDER.resolve(version).resolve(name + ".expected")).stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .mapToDouble(
            bits ->
                bits.length() == 16
                    ? Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))
                    : Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16)))
        .toArray();
  }

  /** Versions and processors sum in orders of their own. */
  static void assertNear(double[] expected, Predictions found) {
    assertEquals(expected.length, found.count() * found.width());
    for (int i = 0; i < expected.length; i++) {
      double value = found.value(i / found.width(), i % found.width());
      if (Double.compare(expected[i], value) != 0) {
        assertEquals(expected[i], value, 2e-6 * Math.max(1, Math.abs(expected[i])), "number " + i);
      }
    }
  }
}
