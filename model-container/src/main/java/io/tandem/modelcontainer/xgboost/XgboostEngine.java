package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.TreeStatistics;
import java.nio.file.Path;
import java.util.List;

/** XGBoost. */
public final class XgboostEngine implements Engine {
  /** As AWS's image writes it. */
  private static final String OWN_NAME = "xgboost-model";

  private static final List<String> ENDINGS = List.of(".json", ".ubj", ".model", ".bin");

  @Override
  public String name() {
    return XgboostModel.ENGINE;
  }

  @Override
  public boolean owns(String fileName) {
    return fileName.equals(OWN_NAME);
  }

  @Override
  public boolean mayOwn(String fileName) {
    return fileName.startsWith(OWN_NAME) || ENDINGS.stream().anyMatch(fileName::endsWith);
  }

  @Override
  public List<String> fileNames() {
    return List.of(OWN_NAME, "*.json", "*.ubj", "*.model", "*.bin");
  }

  @Override
  public boolean recognizes(byte[] head) {
    return XgboostModel.recognizes(head);
  }

  @Override
  public String recognized() {
    return "it is a model of XGBoost";
  }

  @Override
  public String expected() {
    return "saved by XGBoost 1.0 or later (Booster.save_model)";
  }

  @Override
  public MemoryUse estimate(Path file, long beside) {
    return XgboostModel.estimate(file);
  }

  /** A model of XGBoost names its columns itself, or has none. */
  @Override
  public Model load(Path file, Stated stated) {
    return XgboostModel.load(file);
  }

  @Override
  public Explainer explainer(Path file) {
    return XgboostModel.explainer(file);
  }

  @Override
  public TreeStatistics trees(Path file) {
    return XgboostModel.trees(file);
  }
}
