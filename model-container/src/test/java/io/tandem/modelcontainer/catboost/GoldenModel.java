package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model in one of CatBoost's forms, with what a plain walk of its trees makes of the same rows.
 *
 * @param name {@code logloss.cbm}
 */
record GoldenModel(String name) {
  static final Path FOLDER = Path.of("src/test/resources/golden/catboost");

  /** Of both forms, without those that are refused. */
  static List<GoldenModel> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> FOLDER.relativize(file).toString())
          .filter(name -> name.endsWith(".cbm") || name.endsWith(".json"))
          .sorted()
          .map(GoldenModel::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return FOLDER.resolve(name);
  }

  CatboostModel load() {
    return CatboostModel.load(file(), List.of());
  }

  double[] predictions(int row) throws IOException {
    return numbers(row, 0);
  }

  double[] raw(int row) throws IOException {
    return numbers(row, 1);
  }

  private double[] numbers(int row, int part) throws IOException {
    Path expected = FOLDER.resolve(name.replaceFirst("\\.\\w+$", ".expected"));
    String line = Files.readAllLines(expected).get(row);
    return Arrays.stream(line.split("\\|", -1)[part].split(" ", -1))
        .mapToDouble(bits -> Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)))
        .toArray();
  }

  static RowMatrix rows() throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve("rows.csv"));
    int width = lines.getFirst().split(",", -1).length;
    float[] values = new float[lines.size() * width];
    for (int i = 0; i < values.length; i++) {
      String field = lines.get(i / width).split(",", -1)[i % width];
      values[i] = field.isEmpty() ? Float.NaN : Float.parseFloat(field);
    }
    return new RowMatrix(values, lines.size(), width);
  }

  @Override
  public String toString() {
    return name;
  }
}
