package io.tandem.localsagemaker;

import io.tandem.localsagemaker.request.ContainerRequest;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.localsagemaker.transform.TransformJobRunner;
import io.tandem.localsagemaker.transform.TransformObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one batch transform job. */
@Command(
    name = "transform",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a batch transform job: each object below a prefix to an .out object.")
final class TransformCommand implements Callable<Integer> {
  @Option(
      names = "--job",
      required = true,
      paramLabel = "FILE",
      description = "A CreateTransformJob request.")
  private Path job = Path.of("");

  @Mixin private final ModelOptions options = new ModelOptions();

  private final Terminal terminal;

  TransformCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ModelRequest model = options.model();
    model.multiModel().ifPresent(TransformCommand::refuse);
    TransformJob request = TransformJob.read(job, model.name());
    List<TransformObject> objects = TransformObject.find(request, options.s3());
    try (var containers = options.start(model, request.platformEnvironment(), terminal)) {
      return new TransformJobRunner(request, containers, terminal).run(objects) ? 0 : 1;
    }
  }

  private static void refuse(ContainerRequest multiModel) {
    throw new SetupException(
        multiModel.place()
            + ".Mode: a transform job cannot name a model, so MultiModel cannot be transformed: use"
            + " SingleModel");
  }
}
