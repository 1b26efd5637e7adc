package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.ExtractionCounts.Count;
import io.tandem.sharedfeatures.ExtractionCounts.Reason;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.explanation.Explainer;
import io.tandem.sharedfeatures.explanation.Explanation;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are time zones, and what becomes of the others. */
class ZonesTest {
  private static final String SOURCES =
      """
      {
        "time": {"path": "$.time", "type": "instant"},
        "zone": {"path": "$.zone", "type": "zone", "default": "Europe/Berlin"}
      }
      """;

  private static final FeatureSet FEATURES =
      Sample.unfitted(
          SOURCES,
          "{\"name\": \"f\", \"value\": \"hour(time, zone)\"},"
              + " {\"name\": \"g\", \"value\": \"offset_minutes(time, zone)\"}");

  private static String order(String time, String zone) {
    return "{\"time\": \"%s\", \"zone\": \"%s\"}".formatted(time, zone);
  }

  @Test
  void everyNameOfTheDatabaseIsAZone() throws Exception {
    List<String> unknown = new ArrayList<>();
    try (InputStream in = ZonesTest.class.getResourceAsStream("/zones/names.txt")) {
      String names = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      names.lines().filter(name -> !name.startsWith("#")).forEach(unknown::add);
    }
    assertTrue(unknown.size() > 590);

    unknown.removeIf(name -> Zones.rules(name) != null);

    assertEquals(List.of(), unknown);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-06-30T12:00:00Z, EST, 7, -300",
    "2024-06-30T12:00:00Z, MST, 5, -420",
    "2024-06-30T12:00:00Z, HST, 2, -600",
    "2024-06-30T12:00:00Z, ROC, 20, 480",
    "2024-06-30T12:00:00Z, GMT+0, 12, 0",
    "2024-06-30T12:00:00Z, GMT-0, 12, 0",
    "2024-06-30T12:00:00Z, Factory, 12, 0",
    "2024-06-30T12:00:00Z, EST5EDT, 8, -240",
    "2024-06-30T12:00:00Z, CET, 14, 120",
    "1943-06-01T12:00:00Z, MST, 6, -360",
    "1940-06-01T12:00:00Z, HST, 1, -630",
    "1909-01-01T12:00:00Z, EST, 7, -300",
    "1979-07-01T12:00:00Z, ROC, 21, 540"
  })
  void linksThatTheJdkLeavesOutAreThoseOfTheDatabase(
      String time, String zone, float hour, float offset) {
    float[] vector = Sample.vector(FEATURES, order(time, zone));

    assertEquals(hour, vector[0]);
    assertEquals(offset, vector[1]);
    assertEquals(
        String.valueOf(hour),
        Sample.value("hour(from, zone('" + zone + "'))", "{\"from\": \"" + time + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mars/Olympus",
        "est",
        "Est",
        "europe/berlin",
        "Europe/Berlin ",
        "EDT",
        "PST",
        "CST",
        "IST",
        "BST",
        "MESZ",
        "Z",
        "+02:00",
        "UTC+1",
        "GMT+2",
        "GMT+1",
        "UTC-05:00",
        "Asia/Hanoi",
        "Central European Standard Time"
      })
  void whatTheDatabaseDoesNotKnowIsCountedUnderAReasonOfItsOwn(String zone) {
    Extractor extractor = FEATURES.orders();
    String order = order("2024-06-30T12:00:00Z", zone);

    assertInstanceOf(Extraction.Vector.class, extractor.extract(Sample.bytes(order)));

    assertEquals(List.of(new Count("zone", Reason.UNKNOWN_ZONE, 1)), extractor.counts().counts());
    Explanation explanation =
        assertInstanceOf(
            Explanation.class, Explainer.ofOrders(FEATURES).explain(Sample.bytes(order)));
    assertEquals(
        "no known time zone, so the default Europe/Berlin",
        explanation.features().get(0).sources().get(1).cause());
  }

  @Test
  void absentNullAndBlankAreMissing() {
    Extractor extractor = FEATURES.orders();

    extractor.extract(Sample.bytes("{\"time\": \"2024-06-30T12:00:00Z\"}"));
    extractor.extract(Sample.bytes(order("2024-06-30T12:00:00Z", " ")));

    assertEquals(List.of(new Count("zone", Reason.MISSING, 2)), extractor.counts().counts());
  }

  @Test
  void theNamesMayStandInADefinition() {
    String sources = SOURCES.replace("Europe/Berlin", "ROC");

    assertEquals(
        20,
        Sample.vector(
            Sample.unfitted(sources, Sample.feature("hour(time, zone)")),
            "{\"time\": \"2024-06-30T12:00:00Z\"}")[0]);
  }
}
