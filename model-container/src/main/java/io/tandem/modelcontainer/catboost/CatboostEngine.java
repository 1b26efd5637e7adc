package io.tandem.modelcontainer.catboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CatBoost. */
public final class CatboostEngine implements Engine {
  private static final String OWN_ENDING = ".cbm";

  /** As SageMaker's own CatBoost writes it. */
  private static final String SAGEMAKERS_NAME = "model";

  private static final List<String> ENDINGS = List.of(OWN_ENDING, ".json", ".bin");

  @Override
  public String name() {
    return CatboostModel.ENGINE;
  }

  @Override
  public boolean owns(String fileName) {
    return fileName.endsWith(OWN_ENDING);
  }

  @Override
  public boolean mayOwn(String fileName) {
    return fileName.equals(SAGEMAKERS_NAME) || ENDINGS.stream().anyMatch(fileName::endsWith);
  }

  @Override
  public List<String> fileNames() {
    return List.of("*" + OWN_ENDING, SAGEMAKERS_NAME);
  }

  @Override
  public boolean recognizes(byte[] head) {
    return ModelFile.Form.of(head) != ModelFile.Form.NONE;
  }

  @Override
  public String recognized() {
    return "it is a model of CatBoost";
  }

  @Override
  public String expected() {
    return CatboostModel.EXPECTED;
  }

  @Override
  public MemoryUse estimate(Path file, long beside) {
    try (InputStream in = Files.newInputStream(file)) {
      ModelFile.Form form = ModelFile.Form.of(in.readNBytes(ModelFile.Form.HEAD_BYTES));
      return form.loading(Files.size(file));
    } catch (IOException e) {
      return MemoryUse.NONE; // who loads it says that it cannot be read
    }
  }

  @Override
  public Model load(Path file, Stated stated) {
    return CatboostModel.load(file, stated.columns());
  }

  @Override
  public Explainer explainer(Path file) {
    throw new UnfitModelException(
        "CatBoost's library for Java (catboost-prediction) has no call for them");
  }
}
