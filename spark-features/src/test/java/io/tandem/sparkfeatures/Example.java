package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.VectorText;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A definition with records, and what one machine makes of them. */
record Example(String name, Path definition, List<String> records) {
  private static final Path EXAMPLES = Path.of("..", "examples");

  /** All that the repository has. */
  static List<Example> all() throws IOException {
    return List.of(
        of("deferred-payment", "sample.jsonl.gz"),
        of("german-credit", "records.jsonl.gz"),
        of("online-retail", "train.jsonl.gz"),
        of("uci-credit-default", "records.jsonl.gz"));
  }

  static Example of(String name, String records) throws IOException {
    Path folder = EXAMPLES.resolve(name);
    byte[] packed = Files.readAllBytes(folder.resolve(records));
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Example(name, folder.resolve("features.json"), text.lines().toList());
    }
  }

  /** The first ones only. */
  Example limit(int count) {
    return new Example(name, definition, records.subList(0, Math.min(count, records.size())));
  }

  Path writeTo(Path file) throws IOException {
    return Files.writeString(file, String.join("\n", records) + "\n");
  }

  FeatureSet fitted() throws IOException {
    Fitter fitter = new Fitter(FeatureDefinition.read(Files.readAllBytes(definition)));
    for (String record : records) {
      byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
      fitter.observe(bytes, 0, bytes.length);
    }
    return fitter.finish();
  }

  /** A line for each record, without its end. */
  static List<String> vectors(FeatureSet features, List<String> records) {
    Extractor extractor = features.records();
    List<String> lines = new ArrayList<>();
    for (String record : records) {
      if (extractor.extract(record.getBytes(StandardCharsets.UTF_8))
          instanceof Extraction.Vector vector) {
        lines.add(line(vector.values()));
      }
    }
    return lines;
  }

  static String line(float[] vector) {
    byte[] line = new byte[VectorText.maxCsvBytes(vector.length)];
    int end = VectorText.csv(vector, line, 0);
    return new String(line, 0, end - 1, StandardCharsets.US_ASCII);
  }

  /** Whether the folder holds exactly these files, beside what a file system adds. */
  static void assertFiles(Map<String, byte[]> expected, Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : expected.entrySet()) {
      byte[] found = Files.readAllBytes(folder.resolve(file.getKey()));
      if (!Arrays.equals(file.getValue(), found)) {
        throw new AssertionError(folder.resolve(file.getKey()) + " has other bytes");
      }
    }
  }
}
