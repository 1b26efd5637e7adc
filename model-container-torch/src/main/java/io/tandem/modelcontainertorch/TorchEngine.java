package io.tandem.modelcontainertorch;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.ZipHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** TorchScript, by PyTorch's library. */
public final class TorchEngine implements Engine {
  private static final String ENDING = ".pt";
  private static final List<String> ENDINGS = List.of(ENDING, ".pth", ".torchscript");

  @Override
  public String name() {
    return TorchModel.ENGINE;
  }

  @Override
  public boolean owns(String fileName) {
    return fileName.endsWith(ENDING);
  }

  @Override
  public boolean mayOwn(String fileName) {
    return ENDINGS.stream().anyMatch(fileName::endsWith);
  }

  @Override
  public List<String> fileNames() {
    return List.of("*" + ENDING);
  }

  @Override
  public boolean recognizes(byte[] head) {
    return ZipHead.isTorchScript(head);
  }

  @Override
  public String recognized() {
    return "it is TorchScript";
  }

  @Override
  public String expected() {
    return TorchModel.EXPECTED;
  }

  @Override
  public MemoryUse estimate(Path file, long beside) {
    try {
      return TorchModel.loading(Files.size(file));
    } catch (IOException e) {
      return MemoryUse.NONE; // who loads it says that it cannot be read
    }
  }

  @Override
  public Model load(Path file, Stated stated) {
    return TorchModel.load(file, stated);
  }
}
