package io.tandem.evaluation;

import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.rows.Join;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A SageMaker processing job: inputs {@code definition}, {@code predictions}, and when they are
 * there {@code old}, {@code outcomes}, {@code model} and {@code old-model}, below {@code
 * /opt/ml/processing/input}; the report goes to {@code /opt/ml/processing/output}, and one line of
 * what became of it to {@code /opt/ml/output/message}, which DescribeProcessingJob shows as {@code
 * ExitMessage}.
 */
final class ProcessingJob {
  /** What the service keeps of the message. */
  private static final int MAX_MESSAGE_BYTES = 1024;

  private ProcessingJob() {}

  /**
   * Returns the exit status.
   *
   * @param environment {@code SAGEMAKER_BASE_DIR} stands for {@code /opt/ml}. With {@code
   *     TANDEM_FAILED_GATE=report} a failed gate is an answer, not a failure of the job. With
   *     {@code TANDEM_FIRST_MODEL=true} gates that compare with an old model do not apply
   */
  static int run(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    Path base = Path.of(environment.getOrDefault("SAGEMAKER_BASE_DIR", "/opt/ml"));
    int status;
    String message;
    try {
      boolean failedGateFails =
          oneOf(environment, "TANDEM_FAILED_GATE", "fail", "report").equals("fail");
      boolean firstModel = oneOf(environment, "TANDEM_FIRST_MODEL", "false", "true").equals("true");
      Path input = base.resolve("processing/input");
      Verdict verdict =
          EvaluationRun.run(
              only(input.resolve("definition")),
              new Join.Files(
                  input.resolve("predictions"),
                  folder(input.resolve("old")),
                  folder(input.resolve("outcomes")),
                  folder(input.resolve("model")).map(ProcessingJob::only),
                  folder(input.resolve("old-model")).map(ProcessingJob::only)),
              base.resolve("processing/output"),
              firstModel,
              out);
      status = failedGateFails ? ExitStatus.of(verdict) : ExitStatus.PASSED;
      message = verdict.sentence();
    } catch (EvaluationException e) {
      status = ExitStatus.NOT_EVALUATED;
      message = e.getMessage();
      err.println("evaluate: " + message);
    } catch (OutOfMemoryError e) {
      status = ExitStatus.NOT_EVALUATED;
      message = EvaluationRun.tooLarge();
      err.println("evaluate: " + message);
    } catch (RuntimeException e) {
      // A fault of ours. Nothing else would tell the service. The log of the job has all of it; the
      // message has no row.
      status = ExitStatus.NOT_EVALUATED;
      message =
          "a fault in the evaluation, see the log of the job: " + e.getClass().getSimpleName();
      e.printStackTrace(err);
    }
    write(base.resolve("output/message"), message, err);
    return status;
  }

  /** The first value is that of a setting that is not there. */
  private static String oneOf(Map<String, String> environment, String name, String... values) {
    String found = environment.getOrDefault(name, values[0]);
    if (!List.of(values).contains(found)) {
      throw new EvaluationException(
          "%s is %s; expected %s".formatted(name, found, String.join(" or ", values)));
    }
    return found;
  }

  private static Optional<Path> folder(Path folder) {
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }

  private static Path only(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new EvaluationException(folder + " is not there; expected an input of this name");
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
      if (files.size() != 1) {
        throw new EvaluationException(folder + " holds " + files.size() + " files; expected one");
      }
      return files.getFirst();
    } catch (IOException e) {
      throw EvaluationException.of(folder, "read", e);
    }
  }

  private static void write(Path file, String message, PrintWriter err) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_MESSAGE_BYTES);
    // Not within a letter: a message that is no UTF-8 fails the job.
    while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    try {
      Files.createDirectories(file.getParent());
      try (var out = Files.newOutputStream(file)) {
        out.write(bytes, 0, length);
      }
    } catch (IOException e) {
      err.println("evaluate: " + file + " cannot be written: " + e.getMessage());
    }
  }
}
