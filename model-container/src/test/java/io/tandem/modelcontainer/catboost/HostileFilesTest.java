package io.tandem.modelcontainer.catboost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No damaged file takes the process down, neither when it is loaded nor when it predicts. */
final class HostileFilesTest {
  private static final String FILES = "300";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logloss.cbm",
        "logloss.json",
        "multiclass.cbm",
        "lossguide.cbm",
        "multiclass-lossguide.cbm",
        "multi-rmse.json",
      })
  void areServedOrRefusedAndCrashNothing(String name) throws IOException, InterruptedException {
    String model = new GoldenModel(name).file().toString();
    String options =
        "-Djava.io.tmpdir=%s -XX:-CreateCoredumpOnCrash -XX:ErrorFile=%s"
            .formatted(folder, folder.resolve("crash"));
    try (TestProcess process =
        TestProcess.start(
            HostileFiles.class,
            Map.of("JDK_JAVA_OPTIONS", options),
            model,
            folder.toString(),
            "1",
            FILES)) {
      assertEquals(0, process.exitStatus(), process::toString);
    }
  }
}
