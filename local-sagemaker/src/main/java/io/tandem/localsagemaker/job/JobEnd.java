package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.container.JobContainer.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** How jobs end, and what is said of those that failed. */
final class JobEnd {
  /** Of what a container says of its end; a limit of the platform. */
  private static final int MAX_BYTES = 1024;

  /** What a training job that took too long has come to, in the words of the API. */
  static final String MAX_RUNTIME = "MaxRuntimeExceeded";

  private JobEnd() {}

  /**
   * What the end of its container means for a job.
   *
   * @param said a file in which the container may have said why it failed; else its last lines are
   *     shown
   */
  static JobOutcome outcome(Ending ending, Path said) {
    return switch (ending.cause()) {
      case STOPPED, INTERRUPTED -> JobOutcome.of(JobOutcome.Status.STOPPED);
      case TIME -> stopped(MAX_RUNTIME);
      case ITSELF ->
          ending.status() == 0
              ? JobOutcome.of(JobOutcome.Status.COMPLETED)
              : algorithm(ending, said);
    };
  }

  /**
   * @param detail of a training job its SecondaryStatus
   */
  static JobOutcome stopped(String detail) {
    return new JobOutcome(JobOutcome.Status.STOPPED, detail, Optional.empty(), Optional.empty());
  }

  /** In the words of the platform. */
  private static JobOutcome algorithm(Ending ending, Path said) {
    String reason = first(said).orElseGet(() -> String.join("\n", ending.lastLines()));
    return JobOutcome.failed(
        "AlgorithmError: %s, exit code: %d".formatted(reason.strip(), ending.status()));
  }

  static JobOutcome disk(IOException fault) {
    return JobOutcome.failed(
        "InternalServerError: the folders of the job cannot be read or written: %s (%s)"
            .formatted(fault.getMessage(), fault.getClass().getSimpleName()));
  }

  /**
   * The first kilobyte of a plain file, up to its last whole character; empty when none is there.
   */
  static Optional<String> first(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!Upload.isReal(file)) {
        return Optional.empty();
      }
      byte[] bytes = in.readNBytes(MAX_BYTES);
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.IGNORE)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return text.isBlank() ? Optional.empty() : Optional.of(text);
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("malformed input is ignored", e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
