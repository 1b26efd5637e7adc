package io.tandem.localaws.sagemaker;

import io.tandem.localaws.logs.LogCatalog;
import io.tandem.localaws.logs.StampedLines;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What endpoints and jobs run on.
 *
 * @param owner whose everything is
 * @param logs a folder for what containers say
 * @param topics a folder for notifications: {@code sns-<topic>/}
 * @param startupTimeout how long to wait until containers are ready
 * @param terminal of the person who runs this program
 */
public record Platform(
    AccountRegion owner,
    S3Folder s3,
    Images images,
    Path logs,
    Path topics,
    Duration startupTimeout,
    Terminal terminal) {

  /** A file that goes on where it ended; to be flushed, as a {@link Terminal} does, and closed. */
  PrintStream log(ResourceKind kind, String name) {
    try {
      return new PrintStream(
          StampedLines.append(LogCatalog.file(logs, kind, name)), false, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
