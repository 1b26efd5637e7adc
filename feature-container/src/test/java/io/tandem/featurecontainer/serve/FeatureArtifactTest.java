package io.tandem.featurecontainer.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container never serves an artifact that is not what training wrote. */
final class FeatureArtifactTest {
  @TempDir static Path fitted;
  private static Path whole = Path.of("");

  @TempDir Path model;

  @BeforeAll
  static void fit() throws Exception {
    whole = OnlineRetail.fit(fitted, OnlineRetail.definition());
  }

  @BeforeEach
  void copy() throws IOException {
    copyTo(model);
  }

  private static void copyTo(Path directory) throws IOException {
    try (var files = Files.list(whole)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void aWholeOneIsRead() {
    assertEquals(49, FeatureArtifact.read(model, List.of()).columns().size());
  }

  @Test
  void oneLevelTooManyIsForgiven(@TempDir Path outer) throws IOException {
    copyTo(Files.createDirectory(outer.resolve("features")));

    assertEquals(49, FeatureArtifact.read(outer, List.of()).columns().size());
  }

  @Test
  void aMissingFolderIsNamed() {
    assertMessage(model.resolve("absent"), "does not exist");
  }

  @Test
  void anEmptyFolderIsNamed(@TempDir Path empty) {
    assertMessage(empty, "expected features.json, found an empty folder");
  }

  @Test
  void theArtifactOfAModelIsNotServed(@TempDir Path foreign) throws IOException {
    Files.writeString(foreign.resolve("xgboost-model"), "binf");

    assertMessage(foreign, "expected features.json, found xgboost-model");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(model.resolve("state.json"));

    assertMessage(model, "state.json: not found");
  }

  @Test
  void aTruncatedFileIsNamedWithThePlace() throws IOException {
    Map<String, String> faults =
        Map.of(
            "features.json", "definition: ends before the JSON value is complete at ",
            "state.json", "state.json: ends before the JSON value is complete at ",
            "golden.jsonl", "golden.jsonl line 8: expected an object with an order and its vector");
    for (Map.Entry<String, String> fault : faults.entrySet()) {
      String file = fault.getKey();
      byte[] bytes = Files.readAllBytes(whole.resolve(file));
      int length = bytes.length / 2;
      // Half a character would be another fault.
      while ((bytes[length] & 0xC0) == 0x80) {
        length--;
      }
      Files.write(model.resolve(file), Arrays.copyOf(bytes, length));

      assertMessage(model, fault.getValue());

      Files.write(model.resolve(file), bytes);
    }
  }

  @Test
  void aSchemaOfOtherColumnsStopsTheStart() throws IOException {
    Path schema = model.resolve("schema.json");
    Files.writeString(schema, Files.readString(schema).replace("recency", "recent"));

    assertMessage(model, "schema.json: does not hold the columns that the definition makes");
  }

  /** As after an update of the runtime's time zone data: who receives the vectors decides. */
  @Test
  void aSchemaWithOtherSemanticsIsServed() throws IOException {
    Path schema = model.resolve("schema.json");
    String semantics = FeatureArtifact.read(model, List.of()).semanticsFingerprint();
    String other = Files.readString(schema).replace(semantics, "0".repeat(32));
    assertTrue(other.contains("\"semantics\":\"0000"), other);
    Files.writeString(schema, other);

    assertEquals(semantics, FeatureArtifact.read(model, List.of()).semanticsFingerprint());

    Files.writeString(schema, other.replace("semantics", "semantic"));
    assertMessage(model, "schema.json: does not hold the columns that the definition makes");
  }

  @Test
  void vectorsThatDifferFromTheRecordedOnesStopTheStart() throws IOException {
    Path definition = model.resolve("features.json");
    Files.writeString(
        definition,
        Files.readString(definition).replace("log1p(amount)", "log1p(amount * 1.000001)"));

    assertMessage(model, "columns differ from the recorded vector: amount_log");
  }

  private static void assertMessage(Path directory, String part) {
    String message =
        String.valueOf(
            assertThrows(ContainerException.class, () -> FeatureArtifact.read(directory, List.of()))
                .getMessage());
    assertTrue(message.contains(part), message);
    assertTrue(message.lines().count() == 1, message);
  }
}
