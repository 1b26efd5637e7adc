package io.tandem.ordercontainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Artifacts of a model that another framework wrote and features that pass numbers on: of order
 * {@code {"c0":1,"c1":2}} the row 1, 2. Neither half states a fingerprint of the other.
 */
final class TwoHalves {
  static final Path GOLDEN = Path.of("../model-container/src/test/resources/golden");

  private TwoHalves() {}

  /**
   * @param model below the golden models
   */
  static void write(Path artifact, String model, int columns) throws IOException {
    features(artifact, columns);
    Path file = GOLDEN.resolve(model);
    Path folder = Files.createDirectory(artifact.resolve("model"));
    Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
  }

  static void features(Path artifact, int columns) throws IOException {
    List<String> sources = new ArrayList<>();
    List<String> features = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      sources.add("\"c%d\":{\"path\":\"$.c%d\",\"type\":\"number\"}".formatted(i, i));
      features.add("{\"name\":\"f%d\",\"value\":\"c%d\"}".formatted(i, i));
    }
    String definition =
        "{\"name\":\"as-they-are\",\"version\":1,\"dialect\":1,\"record\":{\"order\":\"$.order\",\"label\":\"$.label\"},\"sources\":{%s},\"features\":[%s]}"
            .formatted(String.join(",", sources), String.join(",", features));
    Path folder = Files.createDirectories(artifact.resolve("features"));
    Files.writeString(folder.resolve("features.json"), definition);
  }

  /** The rows that came with golden models, as orders. */
  static List<String> orders(String golden) throws IOException {
    return Files.readAllLines(GOLDEN.resolve(golden).resolve("rows.csv")).stream()
        .map(TwoHalves::order)
        .toList();
  }

  static String order(String row) {
    String[] fields = row.split(",", -1);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].isBlank()) {
        values.add("\"c%d\":%s".formatted(i, fields[i].strip()));
      }
    }
    return "{" + String.join(",", values) + "}";
  }
}
