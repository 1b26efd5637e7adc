package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.container.Container;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.train.XgboostTrainer;
import java.util.List;

/**
 * The model container: {@code serve} predicts, {@code train} trains with XGBoost. By hand, {@code
 * inspect} says what serving would make of a model.
 */
public final class ModelContainer implements ContainerProgram {
  public static void main(String[] args) {
    if (args.length > 0 && Inspection.COMMANDS.contains(args[0])) {
      Inspection.installLog();
      System.exit(Inspection.run(args, System.out, System.err));
    }
    Container.run(args, System.getenv(), new ModelContainer());
  }

  @Override
  public String name() {
    return "model-container";
  }

  @Override
  public Loader serve(Settings settings) {
    List<String> keys = settings.choices(OutputKey.SETTING, OutputKey.keys());
    boolean allowOtherSemantics = settings.flag(FingerprintCheck.ALLOW_OTHER_SEMANTICS, false);
    return new ModelLoader(
        keys.stream().distinct().map(OutputKey::of).toList(), allowOtherSemantics);
  }

  @Override
  public Trainer train(Settings settings) {
    return new XgboostTrainer(System.out);
  }
}
