package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that fits and extracts, and prints one SHA-256 of every byte that came of it: what is
 * run on two JDKs. Its arguments are a definition, a file of records, and an empty folder for the
 * artifact. Uses nothing that Java 17 lacks, and no test library.
 */
public final class RuntimeBytes {
  private static final byte NEXT = '\n';

  private RuntimeBytes() {}

  public static void main(String[] arguments) throws Exception {
    List<byte[]> records = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[1]))) {
      records.add(line.getBytes(StandardCharsets.UTF_8));
    }
    FeatureDefinition definition =
        FeatureDefinition.read(Files.readAllBytes(Path.of(arguments[0])));
    String hash = hash(definition, records, Path.of(arguments[2]));
    System.out.println(Runtime.version().feature() + " " + hash);
  }

  static String hash(FeatureDefinition definition, List<byte[]> records, Path directory)
      throws IOException, NoSuchAlgorithmException {
    Fitter fitter = new Fitter(definition);
    for (byte[] record : records) {
      fitter.observe(record, 0, record.length);
    }
    fitter.finish().write(directory);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    FeatureSet features = FeatureSet.read(directory);
    features.verifyGolden();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        digest.update(Files.readAllBytes(file));
        digest.update(NEXT);
      }
    }
    Extractor extractor = features.records();
    int vectors = 0;
    for (byte[] record : records) {
      Extraction extraction = extractor.extract(record);
      if (extraction instanceof Extraction.Vector vector) {
        vectors++;
        for (float value : vector.values()) {
          digest.update(
              Integer.toHexString(Float.floatToRawIntBits(value)).getBytes(StandardCharsets.UTF_8));
          digest.update(NEXT);
        }
      } else {
        digest.update(extraction.toString().getBytes(StandardCharsets.UTF_8));
      }
      digest.update(NEXT);
    }
    return HexFormat.of().formatHex(digest.digest()) + " " + vectors + " of " + records.size();
  }
}
