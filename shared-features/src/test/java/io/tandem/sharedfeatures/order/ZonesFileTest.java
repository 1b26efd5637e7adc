package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The bundled time zone rules are those of a JDK of their version, in every zone. {@code
 * -Dtandem.write-zones=true} writes the file anew from the JDK of these tests: see CONTRIBUTING.md.
 */
class ZonesFileTest {
  private static final Path SOURCE =
      Path.of("src/main/resources/io/tandem/sharedfeatures/order", Zones.FILE);

  /**
   * Links of the database that no JDK has as zones, as its version 2024b and all later ones have
   * them. {@code Factory} is the zone of a machine that was never told its own: it is at UTC.
   */
  private static final Map<String, String> LINKS =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "Etc/GMT",
          "GMT-0", "Etc/GMT",
          "Factory", "Etc/UTC");

  private static final String LINKS_VERSION = "2024b";

  private static final String HEAD =
      """
      # The rules of the IANA time zone database (public domain), written by ZonesFileTest from those of a JDK.
      # names;first offset {seconds since the change before, offset}{;month day weekday second meant standard before after}
      """;

  private static String jdkVersion() {
    return ZoneRulesProvider.getVersions("UTC").lastKey() + " with links of " + LINKS_VERSION;
  }

  private static ZoneRules jdk(String name) {
    return ZoneRulesProvider.getRules(LINKS.getOrDefault(name, name), false);
  }

  private static Set<String> jdkNames() {
    Set<String> names = new TreeSet<>(ZoneRulesProvider.getAvailableZoneIds());
    names.addAll(LINKS.keySet());
    return names;
  }

  private static void assumeSameVersion() {
    assumeTrue(
        jdkVersion().equals(Zones.version()),
        () ->
            "this JDK has the time zone rules %s, the file has %s: nothing to compare"
                .formatted(jdkVersion(), Zones.version()));
  }

  @Test
  void theFileIsWhatTheJdkOfItsVersionGives() throws IOException {
    String written = write();
    if (Boolean.getBoolean("tandem.write-zones")) {
      Files.writeString(SOURCE, written);
    }
    String found = Files.readString(SOURCE);
    assumeTrue(
        found.contains("version " + jdkVersion() + "\n"),
        () -> "this JDK has other time zone rules than the file: " + jdkVersion());

    assertEquals(written, found);
  }

  @Test
  void everyZoneHasTheRulesOfTheJdk() {
    assumeSameVersion();
    assertEquals(jdkNames(), new TreeSet<>(Zones.names()));
    int compared = 0;
    for (String name : jdkNames()) {
      ZoneRules expected = jdk(name);
      ZoneRules found = Objects.requireNonNull(Zones.rules(name), name);
      assertEquals(expected.getTransitions(), found.getTransitions(), name);
      assertEquals(expected.getTransitionRules(), found.getTransitionRules(), name);
      for (Instant instant : instants(expected)) {
        assertEquals(expected.getOffset(instant), found.getOffset(instant), () -> name + instant);
        compared++;
      }
    }
    assertTrue(compared > 100_000, "too few instants: " + compared);
  }

  /** Around every change, and at the ends and in the far future. */
  private static List<Instant> instants(ZoneRules rules) {
    List<Instant> instants =
        new ArrayList<>(List.of(Instant.ofEpochSecond(-4_000_000_000L), Instant.EPOCH));
    for (ZoneOffsetTransition change : rules.getTransitions()) {
      for (int second = -1; second <= 1; second++) {
        instants.add(change.getInstant().plusSeconds(second));
      }
    }
    for (int year = 2026; year <= 2126; year += 3) {
      for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
        instants.add(rule.createTransition(year).getInstant().minusSeconds(1));
        instants.add(rule.createTransition(year).getInstant());
      }
      instants.add(Year.of(year).atDay(200).atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    return instants;
  }

  private static String write() {
    Map<String, List<String>> namesByRules = new LinkedHashMap<>();
    for (String name : jdkNames()) {
      namesByRules.computeIfAbsent(line(jdk(name)), rules -> new ArrayList<>()).add(name);
    }
    Map<String, String> lines = new TreeMap<>();
    namesByRules.forEach((rules, names) -> lines.put(String.join(" ", names), rules));
    StringBuilder text = new StringBuilder(HEAD).append("version " + jdkVersion() + "\n");
    lines.forEach((names, rules) -> text.append(names).append(';').append(rules).append('\n'));
    return text.toString();
  }

  private static String line(ZoneRules rules) {
    List<ZoneOffsetTransition> changes = rules.getTransitions();
    ZoneOffset first =
        changes.isEmpty() ? rules.getOffset(Instant.EPOCH) : changes.get(0).getOffsetBefore();
    StringBuilder line = new StringBuilder(base36(first.getTotalSeconds()));
    long at = 0;
    for (ZoneOffsetTransition change : changes) {
      line.append(' ').append(base36(change.toEpochSecond() - at));
      line.append(' ').append(base36(change.getOffsetAfter().getTotalSeconds()));
      at = change.toEpochSecond();
    }
    for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
      line.append(
          ";%d %d %d %d %s %s %s %s"
              .formatted(
                  rule.getMonth().getValue(),
                  rule.getDayOfMonthIndicator(),
                  rule.getDayOfWeek() == null ? 0 : rule.getDayOfWeek().getValue(),
                  rule.isMidnightEndOfDay() ? 86_400 : rule.getLocalTime().toSecondOfDay(),
                  rule.getTimeDefinition(),
                  base36(rule.getStandardOffset().getTotalSeconds()),
                  base36(rule.getOffsetBefore().getTotalSeconds()),
                  base36(rule.getOffsetAfter().getTotalSeconds())));
    }
    return line.toString();
  }

  private static String base36(long value) {
    return Long.toString(value, 36);
  }
}
