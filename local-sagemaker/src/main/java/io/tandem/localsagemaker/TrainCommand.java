package io.tandem.localsagemaker;

import io.tandem.localsagemaker.job.JobOutcome;
import io.tandem.localsagemaker.job.TrainingRun;
import io.tandem.localsagemaker.request.TrainingJob;
import io.tandem.localsagemaker.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one training job. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a training job: channels of objects to a model.tar.gz.")
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--job",
      required = true,
      paramLabel = "FILE",
      description = "A CreateTrainingJob request.")
  private Path job = Path.of("");

  @Mixin private final PlatformOptions options = new PlatformOptions();

  private final Terminal terminal;

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    TrainingJob request = TrainingJob.read(job);
    try (var run = new TrainingRun(request, options.s3(), options.images(), terminal)) {
      JobOutcome outcome = run.run((status, _) -> terminal.say(request.name() + ": " + status));
      terminal.say("job %s: %s".formatted(request.name(), outcome));
      return outcome.status() == JobOutcome.Status.COMPLETED ? 0 : 1;
    }
  }
}
