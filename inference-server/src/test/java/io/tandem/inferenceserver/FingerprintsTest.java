package io.tandem.inferenceserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintsTest {
  private static final Fingerprints BOTH = new Fingerprints("00ff", "12ab");

  @Test
  void aMediaTypeCarriesThem() {
    MediaType type = BOTH.asParametersOf(MediaType.VECTORS_CSV);

    assertEquals(
        "application/vnd.tandem.vectors+csv; schema=00ff; semantics=12ab", type.toString());
    assertEquals(BOTH, Fingerprints.of(type));
    assertEquals(
        BOTH,
        Fingerprints.of(MediaType.parse("text/csv;Schema=00FF;SEMANTICS=12aB").orElseThrow()));
  }

  @Test
  void whatIsUnknownIsNotStated() {
    assertEquals("text/csv", Fingerprints.UNKNOWN.asParametersOf("text/csv").toString());
    assertEquals(
        "text/csv; schema=00ff",
        new Fingerprints("00ff", "").asParametersOf("text/csv").toString());
    assertEquals(Fingerprints.UNKNOWN, Fingerprints.of(MediaType.of("text/csv")));
  }

  @Test
  void theLineOfTrainingVectorsIsRead() {
    byte[] file = "0,1\n#tandem schema=00ff semantics=12ab\n".getBytes(UTF_8);

    assertTrue(Fingerprints.isLine(file, 4, file.length - 1));
    assertEquals(Optional.of(BOTH), Fingerprints.read(file, 4, file.length - 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#tandem schema=00ff semantics=",
        "#tandem schema=00ff semantics=12AB",
        "#tandem schema=00ff semantics=12ab ",
        "#tandem schema=00ff  semantics=12ab",
        "#tandem semantics=12ab schema=00ff",
        "#tandem schema=00ff schema=12ab",
        "#tandem schema 00ff semantics=12ab",
        "# tandem schema=00ff semantics=12ab",
        "1,2",
        "",
      })
  void whatIsNotExactlySuchALineIsNone(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    assertEquals(Optional.empty(), Fingerprints.read(bytes, 0, bytes.length));
  }

  @Test
  void aFingerprintIsBoundedHex() {
    assertTrue(Fingerprints.isFingerprint("0123456789abcdef".repeat(8)));
    assertFalse(Fingerprints.isFingerprint("0".repeat(129)));
    assertFalse(Fingerprints.isFingerprint("g"));
    assertFalse(Fingerprints.isFingerprint("/"));
    assertFalse(Fingerprints.isFingerprint(":"));
    assertFalse(Fingerprints.isFingerprint("`"));
  }

  @Test
  void whatACallerStatedIsNeverShownUnlessItIsHex() {
    Fingerprints stated =
        Fingerprints.of(MediaType.parse("text/csv;schema=secret;semantics=12").orElseThrow());

    assertEquals("schema no hex, semantics 12", stated.toString());
    assertEquals("schema unknown, semantics unknown", Fingerprints.UNKNOWN.toString());
  }
}
