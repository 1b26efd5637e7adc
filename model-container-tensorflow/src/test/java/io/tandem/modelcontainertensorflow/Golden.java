package io.tandem.modelcontainertensorflow;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The SavedModels that Python has made, its rows, and what it answered. */
final class Golden {
  static final Path FOLDER = Path.of("src/test/resources/golden");

  /** Where the build has unpacked the library, so that not every process does. */
  static final Map<String, String> UNPACKED =
      Map.of("LD_LIBRARY_PATH", System.getProperty("java.library.path", ""));

  private Golden() {}

  static Path file(String name) {
    return FOLDER.resolve(name).resolve(TensorflowEngine.FILE);
  }

  static Model load(String name, String... columns) {
    return load(file(name), columns);
  }

  static Model load(Path file, String... columns) {
    Stated stated = new Stated("", columns.length, List.of(columns));
    return new TensorflowEngine().load(file, stated);
  }

  /** The files of a model, in a folder that need not be there. */
  static Path copy(String name, Path to) {
    return copy(FOLDER.resolve(name), to);
  }

  static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows, of their first columns.
   *
   * @param times the same again and again
   */
  static RowMatrix rows(int width, int times) {
    List<String> lines = lines("rows.csv");
    float[] values = new float[lines.size() * times * width];
    for (int i = 0; i < values.length; i++) {
      String line = lines.get(i / width % lines.size());
      values[i] = Float.parseFloat(line.split(",", -1)[i % width]);
    }
    return new RowMatrix(values, lines.size() * times, width);
  }

  /** As Python computed them: floats of eight digits, doubles of sixteen. */
  static double[][] answers(String name) {
    return lines(name + ".txt").stream()
        .map(line -> Stream.of(line.split(",", -1)).mapToDouble(Golden::number).toArray())
        .toArray(double[][]::new);
  }

  private static double number(String bits) {
    return bits.length() == 8
        ? Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16))
        : Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }

  static Sample csv(String row) {
    return new Sample("text/csv", row.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(String name) {
    try {
      return Files.readAllLines(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
