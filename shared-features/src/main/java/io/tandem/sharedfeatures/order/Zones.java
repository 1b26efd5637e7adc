package io.tandem.sharedfeatures.order;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time zones by the names of the IANA database, with rules of our own: those of the file {@link
 * #FILE}, on every runtime alike. It is written from a JDK's rules and read through {@code
 * java.time.zone}'s public classes.
 *
 * <p>A line is of one set of rules: its names, the first offset from UTC, each change as the
 * seconds since the one before and the offset from then on, and the rules for all years after them.
 * Offsets and changes are numbers in base 36. Only offsets are kept: the standard one, which nobody
 * asks for, is not.
 */
public final class Zones {
  static final String FILE = "zones.txt";

  private static final int BASE = 36;
  private static final int END_OF_DAY = 86_400;

  /** Without such a line the file is cut. */
  private static final String VERSION = "version ";

  private static final Zones BUNDLED = new Zones(text().lines().iterator());

  private final String version;
  private final Map<String, Zone> byName;

  private Zones(Iterator<String> lines) {
    String line = lines.next();
    while (!line.startsWith(VERSION)) {
      line = lines.next();
    }
    this.version = line.substring(VERSION.length());
    Map<String, Zone> zones = new LinkedHashMap<>();
    while (lines.hasNext()) {
      line = lines.next();
      int names = line.indexOf(';');
      Zone zone = new Zone(line.substring(names + 1));
      for (String name : line.substring(0, names).split(" ", -1)) {
        zones.put(name, zone);
      }
    }
    this.byName = Collections.unmodifiableMap(zones);
  }

  private static String text() {
    try (InputStream in = Zones.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }

  public static Set<String> names() {
    return BUNDLED.byName.keySet();
  }

  /** Null when the database does not know the name. */
  public static @Nullable ZoneRules rules(String name) {
    Zone zone = BUNDLED.byName.get(name);
    return zone == null ? null : zone.rules();
  }

  /** Of all that decides the rules of a name. */
  public static String version() {
    return BUNDLED.version;
  }

  /** One set of rules; read when it is first asked for, as an order's shop has few of them. */
  private static final class Zone {
    private final String written;

    /** The same whoever reads it first. */
    private volatile @Nullable ZoneRules rules;

    Zone(String written) {
      this.written = written;
    }

    ZoneRules rules() {
      ZoneRules known = rules;
      if (known == null) {
        known = read(written);
        rules = known;
      }
      return known;
    }

    private static ZoneRules read(String written) {
      String[] parts = written.split(";", -1);
      String[] changes = parts[0].split(" ", -1);
      ZoneOffset first = offset(changes[0]);
      List<ZoneOffsetTransition> transitions = new ArrayList<>();
      ZoneOffset before = first;
      long at = 0;
      for (int i = 1; i < changes.length; i += 2) {
        at += Long.parseLong(changes[i], BASE);
        ZoneOffset after = offset(changes[i + 1]);
        transitions.add(
            ZoneOffsetTransition.of(LocalDateTime.ofEpochSecond(at, 0, before), before, after));
        before = after;
      }
      List<ZoneOffsetTransitionRule> last = new ArrayList<>();
      for (int i = 1; i < parts.length; i++) {
        last.add(rule(parts[i].split(" ", -1)));
      }
      return ZoneRules.of(first, first, List.of(), transitions, last);
    }

    private static ZoneOffset offset(String seconds) {
      return ZoneOffset.ofTotalSeconds(Integer.parseInt(seconds, BASE));
    }

    /** Month, day, weekday or 0, second of the day, how it is meant, the three offsets. */
    private static ZoneOffsetTransitionRule rule(String[] parts) {
      int weekday = Integer.parseInt(parts[2]);
      int second = Integer.parseInt(parts[3]);
      return ZoneOffsetTransitionRule.of(
          Month.of(Integer.parseInt(parts[0])),
          Integer.parseInt(parts[1]),
          weekday == 0 ? null : DayOfWeek.of(weekday),
          second == END_OF_DAY ? LocalTime.MIDNIGHT : LocalTime.ofSecondOfDay(second),
          second == END_OF_DAY,
          ZoneOffsetTransitionRule.TimeDefinition.valueOf(parts[4]),
          offset(parts[5]),
          offset(parts[6]),
          offset(parts[7]));
    }
  }
}
