package io.tandem.modelcontainer.lightgbm;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.TreeStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** LightGBM. */
public final class LightgbmEngine implements Engine {
  private static final List<String> ENDINGS = List.of(".txt", ".lgb");

  /** The file, its numbers, and the forest. */
  private static final int HEAP_PER_BYTE = 3;

  @Override
  public String name() {
    return LightgbmModel.ENGINE;
  }

  /** No name is LightGBM's alone. */
  @Override
  public boolean owns(String fileName) {
    return false;
  }

  @Override
  public boolean mayOwn(String fileName) {
    return ENDINGS.stream().anyMatch(fileName::endsWith);
  }

  @Override
  public List<String> fileNames() {
    return List.of("*.txt", "*.lgb");
  }

  @Override
  public boolean recognizes(byte[] head) {
    return ModelText.recognizes(head);
  }

  @Override
  public String recognized() {
    return "it is a model of LightGBM";
  }

  @Override
  public String expected() {
    return "saved by LightGBM 3 or 4 (Booster.save_model)";
  }

  @Override
  public MemoryUse estimate(Path file, long beside) {
    try {
      return new MemoryUse(HEAP_PER_BYTE * Files.size(file), 0);
    } catch (IOException e) {
      return MemoryUse.NONE; // who loads it says that it cannot be read
    }
  }

  @Override
  public Model load(Path file, Stated stated) {
    return LightgbmModel.load(file, stated.columns());
  }

  @Override
  public Explainer explainer(Path file) {
    return LightgbmModel.explainer(file);
  }

  @Override
  public TreeStatistics trees(Path file) {
    return LightgbmModel.trees(file);
  }
}
