package io.tandem.localsagemaker;

import io.tandem.localsagemaker.job.JobOutcome;
import io.tandem.localsagemaker.job.ProcessingRun;
import io.tandem.localsagemaker.request.ProcessingJob;
import io.tandem.localsagemaker.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one processing job. */
@Command(
    name = "process",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a processing job: inputs of objects to outputs of objects.")
final class ProcessCommand implements Callable<Integer> {
  @Option(
      names = "--job",
      required = true,
      paramLabel = "FILE",
      description = "A CreateProcessingJob request.")
  private Path job = Path.of("");

  @Mixin private final PlatformOptions options = new PlatformOptions();

  private final Terminal terminal;

  ProcessCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ProcessingJob request = ProcessingJob.read(job);
    try (var run = new ProcessingRun(request, options.s3(), options.images(), terminal)) {
      JobOutcome outcome = run.run((status, _) -> terminal.say(request.name() + ": " + status));
      outcome.message().ifPresent(message -> terminal.say("ExitMessage: " + message));
      terminal.say("job %s: %s".formatted(request.name(), outcome));
      return outcome.status() == JobOutcome.Status.COMPLETED ? 0 : 1;
    }
  }
}
