package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Container;
import io.tandem.inferenceserver.ContainerProgram;
import io.tandem.inferenceserver.Settings;
import io.tandem.modelcontainer.formats.Selection;
import io.tandem.modelcontainer.train.XgboostTrainer;
import java.util.List;

/** The model container: {@code serve} predicts, {@code train} trains with XGBoost. */
public final class ModelContainer implements ContainerProgram {
  static final String SELECTION = "SAGEMAKER_INFERENCE_OUTPUT";

  public static void main(String[] args) {
    Container.run(args, System.getenv(), new ModelContainer());
  }

  @Override
  public String name() {
    return "model-container";
  }

  @Override
  public Loader serve(Settings settings) {
    List<String> keys = settings.choices(SELECTION, Selection.keys());
    return new ModelLoader(keys.stream().distinct().map(Selection::of).toList());
  }

  @Override
  public Trainer train(Settings settings) {
    return new XgboostTrainer(System.out);
  }
}
