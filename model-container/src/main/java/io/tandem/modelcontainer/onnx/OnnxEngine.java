package io.tandem.modelcontainer.onnx;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** ONNX, by ONNX Runtime. */
public final class OnnxEngine implements Engine {
  /** What exporters add to the name of a file for that of its weights. */
  public static final List<String> WEIGHTS = List.of(".data", "_data");

  private static final String ENDING = ".onnx";

  @Override
  public String name() {
    return OnnxModel.ENGINE;
  }

  @Override
  public boolean owns(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  @Override
  public boolean mayOwn(String fileName) {
    return owns(fileName);
  }

  @Override
  public List<String> fileNames() {
    return List.of("*" + ENDING);
  }

  /** A version of the form, then the producer's name, the graph or the operator sets. */
  @Override
  public boolean recognizes(byte[] head) {
    return head.length > 2
        && head[0] == 8
        && head[1] >= 3
        && head[1] <= 20
        && (head[2] == 0x12 || head[2] == 0x3a || head[2] == 0x42);
  }

  @Override
  public String recognized() {
    return "it looks like ONNX";
  }

  @Override
  public String expected() {
    return "in ONNX";
  }

  @Override
  public MemoryUse estimate(Path file, long beside) {
    return OnnxMemory.of(file).loading(beside);
  }

  @Override
  public List<Path> files(Path file) {
    return Stream.concat(
            Stream.of(file),
            WEIGHTS.stream()
                .map(ending -> file.resolveSibling(file.getFileName() + ending))
                .filter(Files::isRegularFile))
        .toList();
  }

  @Override
  public Model load(Path file, Stated stated) {
    return OnnxModel.load(file, stated.columns());
  }

  @Override
  public Explainer explainer(Path file) {
    throw new UnfitModelException(
        "none are computed of networks, and of trees ONNX does not state how many training rows"
            + " passed each node");
  }
}
