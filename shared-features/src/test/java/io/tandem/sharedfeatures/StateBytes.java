package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A program that fits parts of records and writes their states: what a worker of a cluster does.
 * Its arguments are triples: a definition, a file of records, the file of the state. It prints what
 * of its process must not matter. Uses nothing that Java 17 lacks, and no test library.
 */
public final class StateBytes {
  private StateBytes() {}

  public static void main(String[] arguments) throws IOException {
    for (int i = 0; i < arguments.length; i += 3) {
      FeatureDefinition definition =
          FeatureDefinition.read(Files.readAllBytes(Path.of(arguments[i])));
      List<String> records = Files.readAllLines(Path.of(arguments[i + 1]), StandardCharsets.UTF_8);
      Files.write(Path.of(arguments[i + 2]), fit(definition, records).state());
    }
    System.out.println(
        Runtime.version().feature() + " " + Locale.getDefault() + " " + Charset.defaultCharset());
  }

  static Fitter fit(FeatureDefinition definition, List<String> records) {
    Fitter fitter = new Fitter(definition);
    for (String line : records) {
      byte[] record = line.getBytes(StandardCharsets.UTF_8);
      fitter.observe(record, 0, record.length);
    }
    return fitter;
  }
}
