package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Sample;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading times and local time, with {@code java.time} as the oracle. */
class TimestampsTest {
  private static final ChronoUnit[] UNITS = {
    ChronoUnit.NANOS, ChronoUnit.MICROS, ChronoUnit.MILLIS, ChronoUnit.SECONDS
  };

  private static final long YEAR_1 = LocalDate.of(1, 1, 2).toEpochDay() * 86_400;
  private static final long YEAR_9999 = LocalDate.of(9999, 12, 30).toEpochDay() * 86_400;

  @Test
  void randomTimesReadAsJavaTimeReadsThem() {
    Random random = new Random(11);
    Row row = new Row(1, 0, 0, Row.NO_LABEL);
    for (int i = 0; i < 50_000; i++) {
      OffsetDateTime time =
          Instant.ofEpochSecond(random.nextLong(YEAR_1, YEAR_9999), random.nextInt(1_000_000_000))
              .truncatedTo(UNITS[random.nextInt(UNITS.length)])
              .atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081)));
      String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
      if (text.charAt(16) != ':') {
        text = text.substring(0, 16) + ":00" + text.substring(16);
      }

      assertTrue(Timestamps.readInstant(text, row, 0), text);

      assertEquals(time.toEpochSecond(), row.seconds[0], text);
      assertEquals(time.getNano(), row.nanos[0], text);
      boolean zulu = text.endsWith("Z");
      assertEquals(zulu ? Row.ZULU : time.getOffset().getTotalSeconds(), row.offsets[0], text);
    }
  }

  @Test
  void aDateExistsWhenJavaTimeKnowsIt() {
    Row row = new Row(1, 0, 0, Row.NO_LABEL);
    for (int year : new int[] {0, 1, 1900, 1999, 2000, 2023, 2024, 2100, 9999}) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          String text = "%04d-%02d-%02d".formatted(year, month, day);

          boolean read = Timestamps.readDate(text, row, 0);

          assertEquals(exists(year, month, day), read, text);
          if (read) {
            assertEquals(LocalDate.parse(text).toEpochDay() * 86_400, row.seconds[0], text);
          }
        }
      }
    }
  }

  private static boolean exists(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day).getDayOfMonth() == day;
    } catch (DateTimeException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-03-14",
        "2026-03-14T23:41Z",
        "2026-03-14T23:41:07",
        "2026-03-14T23:41:60Z",
        "2026-03-14T23:60:07Z",
        "2026-03-14T24:00:00Z",
        "2026-02-29T23:41:07Z",
        "2026-13-01T23:41:07Z",
        "2026-03-14 23:41:07Z",
        "2026-03-14T23:41:07z",
        "2026-03-14T23:41:07.Z",
        "2026-03-14T23:41:07.",
        "2026-03-14T23:41:07.1234567890Z",
        "2026-03-14T23:41:07,5Z",
        "2026-03-14T23:41:07+01",
        "2026-03-14T23:41:07+0100",
        "2026-03-14T23:41:07+18:01",
        "2026-03-14T23:41:07-18:01",
        "2026-03-14T23:41:07+01:60",
        "2026-03-14T23:41:07*01:00",
        "2026-03-14T23:41:07+01:0",
        "2026-03-14T23:41:07+01:00x",
        "2026-03-14T23:41:07ZZ",
        "12026-03-14T23:41:07Z",
        "-026-03-14T23:41:07Z",
        "2026-03-14T23:41:0\u0667Z",
        "2026-03-14T23:41:07\u2212"
      })
  void whatIsNoTimeIsRefused(String text) {
    assertFalse(Timestamps.readInstant(text, new Row(1, 0, 0, Row.NO_LABEL), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-14T23:41:07+18:00",
        "2026-03-14t23:41:07Z",
        "2026-03-14T23:41:07.5-18:00"
      })
  void theEdgesAreRead(String text) {
    assertTrue(Timestamps.readInstant(text, new Row(1, 0, 0, Row.NO_LABEL), 0));
  }

  @Test
  void localTimeInAZoneIsThatOfJavaTimeAlsoAroundItsChanges() {
    Random random = new Random(13);
    List<String> zones =
        List.of(
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kathmandu",
            "UTC");
    for (int i = 0; i < 300; i++) {
      String zone = zones.get(i % zones.size());
      Instant instant = aroundAChange(zone, random);
      ZonedDateTime local = instant.atZone(ZoneId.of(zone));
      String order = "{\"from\": \"%s\", \"zone\": \"%s\"}".formatted(text(instant), zone);

      assertEquals(
          List.of(
              (double) local.getHour(),
              (double) local.getMinute(),
              (double) local.getDayOfMonth(),
              (double) local.getMonthValue(),
              (double) local.getYear(),
              (double) (local.toLocalDate().lengthOfMonth() - local.getDayOfMonth()),
              local.getDayOfWeek().getValue() >= 6 ? 1.0 : 0.0),
          values(order),
          order);
      assertEquals(
          local.getDayOfWeek().name(),
          Sample.value("weekday(from, zone)", order).toUpperCase(Locale.ROOT));
    }
  }

  private static Instant aroundAChange(String zone, Random random) {
    Instant somewhere = Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L));
    var change = ZoneId.of(zone).getRules().nextTransition(somewhere);
    Instant base = change == null || random.nextInt(3) == 0 ? somewhere : change.getInstant();
    return base.plusSeconds(random.nextInt(-5_400, 5_400));
  }

  private static String text(Instant instant) {
    String text = instant.toString();
    return text.length() == 17 ? text.replace("Z", ":00Z") : text;
  }

  private static final String[] PARTS = {
    "hour", "minute", "day_of_month", "month", "year", "days_to_month_end", "is_weekend"
  };

  private static final FeatureSet LOCAL = local();

  private static FeatureSet local() {
    List<String> features = new ArrayList<>();
    for (String part : PARTS) {
      features.add("{\"name\": \"%s\", \"value\": \"%s(from, zone)\"}".formatted(part, part));
    }
    return Sample.unfitted(Sample.SOURCES, String.join(",", features));
  }

  private static List<Double> values(String order) {
    List<Double> values = new ArrayList<>();
    for (float value : Sample.vector(LOCAL, order)) {
      values.add((double) value);
    }
    return values;
  }
}
