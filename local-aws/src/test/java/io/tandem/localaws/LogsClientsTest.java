package io.tandem.localaws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3 and the AWS CLI read logs, where they are installed. */
final class LogsClientsTest {
  private static final String SAID = "the first line\nthe last line";

  @Test
  void boto3AndTheCommandLineReadTheLogOfAJob(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(
        new ProcessBuilder("python3", "-c", "import boto3").start().waitFor() == 0,
        "skipped: python3 has no boto3");
    Path log = folder.resolve("log");
    try (TestAws aws = TestAws.start(folder)) {
      aws.runJobThatFails("job-1", SAID);
      ProcessBuilder tests =
          new ProcessBuilder(
                  "python3", "-m", "unittest", "discover", "-s", "test", "-p", "logs_clients.py")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      tests.environment().put("AWS_ADDRESS", aws.address());
      tests.environment().put("AWS_JOB", "job-1");
      tests.environment().put("AWS_SAID", SAID);
      tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      Process process = tests.start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();

      String output = Files.readString(log, UTF_8);
      assertTrue(ended, output);
      assertEquals(0, process.exitValue(), output);
    }
  }
}
