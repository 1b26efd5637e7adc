package io.tandem.modelcontainer.lightgbm;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.ColumnNames;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.trees.DoubleForest;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A LightGBM model. Its raw scores are those of the library, bit for bit. */
final class LightgbmModel implements Model {
  static final String ENGINE = "lightgbm";

  /** The most that an array can hold. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private final DoubleForest forest;
  private final int width;
  private final List<String> columns;
  private final Objective objective;

  /** What the sums are divided by. */
  private final int divisor;

  private LightgbmModel(ModelText text, List<String> columns) {
    this.forest = ForestReader.read(text);
    this.width = text.width();
    this.columns = columns;
    this.objective = Objective.of(text.objective(), text.outputs());
    this.divisor = text.average() ? text.iterations() : 1;
  }

  /**
   * Loads a model file.
   *
   * @param columns as the artifact names them, or empty
   * @throws ContainerException when the file is no model of LightGBM that is served
   */
  static LightgbmModel load(Path file, List<String> columns) {
    ModelText text = read(file, ModelText::read);
    try {
      return new LightgbmModel(text, names(text.names(), columns));
    } catch (ModelException fault) {
      throw noModel(file, fault);
    }
  }

  /**
   * What explains the raw scores of a model file; those of {@code rf} before they are averaged.
   *
   * @throws UnfitModelException when nothing does
   * @throws ContainerException when the file is no model of LightGBM that is served
   */
  static Explainer explainer(Path file) {
    return counted(file, ForestReader::explainer);
  }

  /**
   * What the trees of a model file look like.
   *
   * @throws ContainerException when the file is no model of LightGBM that is served
   */
  static TreeStatistics trees(Path file) {
    return counted(file, ForestReader::statistics);
  }

  @FunctionalInterface
  private interface TextFunction<T> {
    T apply(ModelText text) throws UnfitForestException;
  }

  private static <T> T counted(Path file, TextFunction<T> function) {
    ModelText text = read(file, ModelText::readCounted);
    try {
      return function.apply(text);
    } catch (UnfitForestException unfit) {
      throw new UnfitModelException(unfit.getMessage());
    } catch (ModelException fault) {
      throw noModel(file, fault);
    }
  }

  private static ModelText read(Path file, Function<byte[], ModelText> reader) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelException("it has " + Files.size(file) + " bytes; at most " + MAX_BYTES);
      }
      return reader.apply(Files.readAllBytes(file));
    } catch (ModelException fault) {
      throw noModel(file, fault);
    } catch (IOException e) {
      throw new ContainerException("cannot read model file " + file.getFileName(), e);
    }
  }

  private static ContainerException noModel(Path file, ModelException fault) {
    return new ContainerException(
        "model file %s: %s; expected a model saved by LightGBM 3 or 4 (Booster.save_model)"
            .formatted(file.getFileName(), fault.getMessage()),
        fault);
  }

  /** The names of the columns. LightGBM writes a space in a name as an underscore. */
  private static List<String> names(List<String> written, List<String> stated) {
    if (stated.stream().map(name -> name.replace(' ', '_')).toList().equals(written)) {
      return stated;
    }
    return ColumnNames.unlessCounted(written);
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public Evaluator evaluator() {
    return Evaluator.of(Evaluator.TREES);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public ModelOutput output() {
    return objective.output();
  }

  @Override
  public Predictions predict(RowMatrix rows) {
    double[] values = forest.sums(rows);
    if (divisor != 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] /= divisor;
      }
    }
    objective.apply(values);
    return new Predictions.OfDoubles(values, forest.outputs());
  }

  /** LightGBM's raw scores; those of {@code rf} before they are averaged. */
  @Override
  public Predictions margins(RowMatrix rows) {
    return new Predictions.OfDoubles(forest.sums(rows), forest.outputs());
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(forest.bytes(), 0);
  }

  @Override
  public void close() {}
}
