package io.tandem.sharedfeatures.order;

import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time zones by the names of the IANA database: those that the runtime has, and the few that it
 * leaves out, on every runtime alike.
 */
public final class Zones {
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

  /** They are looked up per order, and the provider copies its set on every call. */
  private static final Set<String> NAMES = all();

  private Zones() {}

  private static Set<String> all() {
    Set<String> names = new HashSet<>(ZoneRulesProvider.getAvailableZoneIds());
    names.addAll(LINKS.keySet());
    return Set.copyOf(names);
  }

  public static Set<String> names() {
    return NAMES;
  }

  /** Null when the database does not know the name. */
  public static @Nullable ZoneRules rules(String name) {
    return NAMES.contains(name)
        ? ZoneRulesProvider.getRules(LINKS.getOrDefault(name, name), false)
        : null;
  }

  /** Of all that decides the rules of a name. */
  public static String version() {
    return ZoneRulesProvider.getVersions("UTC").lastKey() + " with links of " + LINKS_VERSION;
  }
}
