package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3 and the AWS CLI, where they are installed. */
final class PythonClientsTest {
  @Test
  void boto3AndTheCommandLineStoreAndRead(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(isThere("import boto3"), "skipped: python3 has no boto3");
    Path log = folder.resolve("log");
    try (TestServer server = TestServer.start(folder.resolve("s3"))) {
      ProcessBuilder tests =
          new ProcessBuilder("python3", "-m", "unittest", "discover", "-s", "test")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      tests.environment().put("S3_ADDRESS", server.address().toString());
      tests.environment().put("S3_ROOT", server.root().toRealPath().toString());
      tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      Process process = tests.start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();

      assertTrue(ended, () -> read(log));
      assertEquals(0, process.exitValue(), () -> read(log));
    }
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(List.of("python3", "-c", program))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
