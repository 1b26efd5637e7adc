package io.tandem.modelcontainertensorflow;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * TensorFlow. A SavedModel is a folder; its file of a fixed name stands for it, and its variables
 * lie in a folder beside that.
 */
final class TensorflowEngine implements Engine {
  static final String FILE = "saved_model.pb";

  @Override
  public String name() {
    return TensorflowModel.ENGINE;
  }

  @Override
  public boolean owns(String fileName) {
    return fileName.equals(FILE);
  }

  @Override
  public boolean mayOwn(String fileName) {
    return owns(fileName);
  }

  @Override
  public List<String> fileNames() {
    return List.of(FILE);
  }

  /** The version of the form, then a graph: few bytes, but no other form of this list has them. */
  @Override
  public boolean recognizes(byte[] head) {
    return head.length > 2 && head[0] == 8 && head[1] == 1 && head[2] == 0x12;
  }

  @Override
  public String recognized() {
    return "it looks like TensorFlow's SavedModel";
  }

  @Override
  public String expected() {
    return "in TensorFlow's SavedModel";
  }

  @Override
  public MemoryUse estimate(Path file, long beside) {
    try {
      return TensorflowMemory.loading(Files.size(file), beside);
    } catch (IOException e) {
      return MemoryUse.NONE; // who loads it says that it cannot be read
    }
  }

  @Override
  public List<Path> files(Path file) {
    try {
      return SavedModelFolder.of(file).files();
    } catch (UnfitModelException e) {
      throw unfit(file, e);
    }
  }

  @Override
  public Model load(Path file, Stated stated) {
    try {
      return TensorflowModel.load(file, stated);
    } catch (UnfitModelException e) {
      throw unfit(file, e);
    }
  }

  private static ContainerException unfit(Path file, UnfitModelException fault) {
    return new ContainerException(
        "model file %s: %s".formatted(file.getFileName(), fault.getMessage()), fault);
  }
}
