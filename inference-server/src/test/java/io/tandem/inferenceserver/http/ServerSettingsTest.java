package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.ServerSettings.Limits;
import io.tandem.inferenceserver.http.ServerSettings.ManyModels;
import io.tandem.inferenceserver.http.ServerSettings.Transform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerSettingsTest {
  private static final int MIB = 1 << 20;
  private static final long HEAP = 4096L * MIB;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Test
  void defaults() {
    assertEquals(
        new ServerSettings(
            8080,
            Optional.empty(),
            Path.of("/opt/ml"),
            false,
            new Transform(Math.min(CORES, 16), "MULTI_RECORD", 6),
            new Limits(
                25 * MIB,
                1024L * MIB,
                Duration.ofMinutes(1),
                CORES,
                Math.max(1024, 256 * CORES),
                Duration.ofMillis(500)),
            Optional.empty()),
        read(Map.of()));
  }

  @Test
  void everyNameIsRead() {
    assertEquals(
        new ServerSettings(
            9123,
            Optional.of("text/csv"),
            Path.of("/tmp/ml"),
            true,
            new Transform(3, "SINGLE_RECORD", 10),
            new Limits(
                11 * MIB,
                1024L * MIB,
                Duration.ofMinutes(10),
                CORES,
                Math.max(1024, 256 * CORES),
                Duration.ofMinutes(10)),
            Optional.of(new ManyModels(60, 100L * MIB, false))),
        read(
            Map.ofEntries(
                Map.entry("SAGEMAKER_BIND_TO_PORT", "9123"),
                Map.entry("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "Text/CSV; charset=utf-8"),
                Map.entry("SAGEMAKER_BATCH", "True"),
                Map.entry("SAGEMAKER_MAX_PAYLOAD_IN_MB", "10"),
                Map.entry("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", "3"),
                Map.entry("SAGEMAKER_BATCH_STRATEGY", "SINGLE_RECORD"),
                Map.entry("SAGEMAKER_BASE_DIR", "/tmp/ml"),
                Map.entry("SAGEMAKER_MULTI_MODEL", "True"),
                Map.entry("TANDEM_MAX_MODELS", "60"),
                Map.entry("TANDEM_RESERVED_MEMORY_MB", "100"),
                Map.entry("TANDEM_METRICS_BY_MODEL", "false"))));
  }

  @Test
  void theSummaryReadsAsASentence() {
    assertEquals(
        "port 8080, folder /opt/ml, answers as text/csv unless asked otherwise, bodies up to 25 MiB"
            + " (all at once 1024 MiB) within 60 s, %d threads, queue of %d or 500 ms; batch transform: %d"
                .formatted(CORES, Math.max(1024, 256 * CORES), Math.min(CORES, 16))
            + " calls at once, MULTI_RECORD, 6 MiB",
        read(Map.of("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv")).summary());
  }

  @ParameterizedTest
  @CsvSource({"false,'',25", "true,'',101", "true,6,7", "true,0,512", "false,6,7", "false,100,101"})
  void bodyLimitFollowsTheModeAndThePayload(String batch, String payload, int mib) {
    ServerSettings settings =
        read(Map.of("SAGEMAKER_BATCH", batch, "SAGEMAKER_MAX_PAYLOAD_IN_MB", payload));
    assertEquals(mib * MIB, settings.limits().bodyBytes());
  }

  @ParameterizedTest
  @CsvSource({"false,'',96", "true,'',96", "true,0,96", "true,0,1024", "true,6,96", "true,100,405"})
  void oneBodyFitsIntoHalfTheHeap(String batch, String payload, long heapMib) {
    Settings settings =
        Settings.of(Map.of("SAGEMAKER_BATCH", batch, "SAGEMAKER_MAX_PAYLOAD_IN_MB", payload));
    Limits limits = ServerSettings.read(settings, heapMib * MIB).limits();
    settings.finish();
    assertTrue(2L * limits.bodyBytes() + 1 <= limits.memoryBytes(), limits::toString);
    assertTrue(limits.memoryBytes() <= heapMib * MIB / 2, limits::toString);
  }

  @Test
  void payloadThatDoesNotFitIntoTheHeapIsToldWithBoth() {
    Settings settings = Settings.of(Map.of("SAGEMAKER_MAX_PAYLOAD_IN_MB", "100"));
    ServerSettings.read(settings, 404L * MIB);
    String message = assertThrows(ContainerException.class, settings::finish).getMessage();
    assertEquals(
        "SAGEMAKER_MAX_PAYLOAD_IN_MB is \"100\": expected less, or a heap (-Xmx) of at least"
            + " 405 MiB instead of 404 MiB",
        message);
  }

  @Test
  void aHeapThatIsTooSmallToServeIsTold() {
    Settings settings = Settings.of(Map.of());
    ServerSettings.read(settings, 95L * MIB);
    String message = assertThrows(ContainerException.class, settings::finish).getMessage();
    assertTrue(
        message.startsWith("the heap of the JVM is \"95 MiB\": expected at least 96 MiB"), message);
  }

  @Test
  void advertisedCallsAtOneTimeStayWithinWhatThePlatformAllows() {
    ServerSettings settings = read(Map.of("SAGEMAKER_MAX_PAYLOAD_IN_MB", "100"));
    assertEquals(1, settings.transform().concurrent());
    assertEquals(100, settings.transform().payloadInMb());
  }

  @Test
  void allProblemsAreTold() {
    Settings settings =
        Settings.of(
            Map.of(
                "SAGEMAKER_BIND_TO_PORT", "0",
                "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "csv",
                "SAGEMAKER_BATCH", "maybe",
                "SAGEMAKER_MAX_PAYLOAD_IN_MB", "-1",
                "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", "many",
                "SAGEMAKER_BATCH_STRATEGY", "ALL"));
    ServerSettings.read(settings, HEAP);
    String message = assertThrows(ContainerException.class, settings::finish).getMessage();
    assertEquals(6, message.split("; ", -1).length, message);
    assertTrue(message.contains("SAGEMAKER_BIND_TO_PORT is \"0\""), message);
  }

  private static ServerSettings read(Map<String, String> environment) {
    Settings settings = Settings.of(environment);
    ServerSettings read = ServerSettings.read(settings, HEAP);
    settings.finish();
    return read;
  }
}
