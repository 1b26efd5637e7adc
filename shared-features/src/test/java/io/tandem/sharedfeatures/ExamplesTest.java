package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definitions of the examples fit their records. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "online-retail, train.jsonl.gz, 8105",
    "uci-credit-default, records.jsonl.gz, 30000",
    "german-credit, records.jsonl.gz, 1000",
    "deferred-payment, sample.jsonl.gz, 2000"
  })
  void everyRecordIsUsedAndTheFeatureSetProvesItself(String example, String file, int records)
      throws IOException {
    Path folder = EXAMPLES.resolve(example);
    Fitter fitter =
        new Fitter(FeatureDefinition.read(Files.readAllBytes(folder.resolve("features.json"))));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve(file))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        byte[] record = Sample.bytes(line);
        assertEquals(Optional.empty(), fitter.observe(record, 0, record.length));
      }
    }
    fitter.finish().write(directory);

    FeatureSet features = FeatureSet.read(directory);

    assertEquals(records, fitter.records());
    assertTrue(fitter.neverSeen().isEmpty(), () -> fitter.neverSeen().toString());
    assertEquals(16, features.goldenOrders().size());
    features.verifyGolden();
  }
}
