package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.container.Container;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.modelcontainer.catboost.CatboostEngine;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.lightgbm.LightgbmEngine;
import io.tandem.modelcontainer.onnx.OnnxEngine;
import io.tandem.modelcontainer.xgboost.XgboostEngine;
import io.tandem.modelcontainer.xgboost.train.XgboostTrainer;
import java.util.List;
import java.util.function.Supplier;

/**
 * The model container: {@code serve} predicts, {@code train} trains. By hand, {@code inspect} says
 * what serving would make of a model, {@code predict} answers a file as serving does, {@code
 * explain} and {@code importance} say why it answers so, and {@code bind} binds a model of another
 * framework to its features.
 */
public final class ModelContainer implements ContainerProgram {
  private final List<Engine> engines;
  private final Supplier<Trainer> trainer;

  /**
   * A container that serves what the engines read.
   *
   * @param engines in the order in which they are asked for a model file
   * @param trainer makes what trains; asked for by {@code train} alone
   */
  public ModelContainer(List<Engine> engines, Supplier<Trainer> trainer) {
    this.engines = List.copyOf(engines);
    this.trainer = trainer;
  }

  /** Those of the model container itself, in the order in which they are asked for a model file. */
  public static List<Engine> engines() {
    return List.of(
        new XgboostEngine(), new OnnxEngine(), new LightgbmEngine(), new CatboostEngine());
  }

  public static void main(String[] args) {
    run(args, engines());
  }

  /**
   * Runs the container, or a command of it, until the process ends: for a container that serves
   * more engines than {@link #engines()}.
   *
   * @param engines in the order in which they are asked for a model file
   */
  public static void run(String[] args, List<Engine> engines) {
    // The platform starts it with one of these; they load nothing of the commands.
    if (args.length == 1 && (args[0].equals("serve") || args[0].equals("train"))) {
      // Made later: a container that serves needs nothing of it, and its logger would be made
      // before the log is installed.
      Container.run(
          args, System.getenv(), new ModelContainer(engines, () -> new XgboostTrainer(System.out)));
    } else {
      Commands.installLog();
      System.exit(Commands.run(engines, System.in, System.out, System.err, args));
    }
  }

  @Override
  public String name() {
    return "model-container";
  }

  @Override
  public ArtifactLoader serve(Settings settings) {
    return ModelLoader.of(engines, settings);
  }

  @Override
  public Trainer train(Settings settings) {
    return trainer.get();
  }
}
