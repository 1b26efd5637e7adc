package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.NativeLibrary;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An XGBoost model: by a {@link ForestMargins forest} where that gives the same margins as the
 * native library, bit for bit, else by the library.
 */
public final class XgboostModel implements Model {
  public static final String ENGINE = "xgboost";

  private static final Logger LOG = LoggerFactory.getLogger(XgboostModel.class);
  private static final int MAX_MESSAGE = 300;

  /** The most that an array can hold. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private final MarginComputer computer;
  private final Evaluator evaluator;
  private final ModelDescription description;
  private final ModelOutput output;

  private XgboostModel(Choice choice, ModelDescription description) {
    this.computer = choice.computer();
    this.evaluator = choice.evaluator();
    this.description = description;
    this.output = outputOf(description, computer.valuesPerRow());
  }

  /**
   * Loads a model file.
   *
   * @throws ContainerException when the file is no model of XGBoost
   */
  public static XgboostModel load(Path file) {
    try {
      return load(bytes(file));
    } catch (ModelException | XGBoostError fault) {
      throw noModel(file, fault);
    } catch (IOException e) {
      throw new ContainerException("cannot read model file " + file.getFileName(), e);
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  /**
   * What explains the margins of a model file: trees and linear models, of an objective that is
   * known here. Needs nothing of the library.
   *
   * @throws UnfitModelException when nothing does
   * @throws ContainerException when the file is no model of XGBoost
   */
  static Explainer explainer(Path file) {
    return read(file, ForestReader::explainer);
  }

  /**
   * What the trees of a model file look like.
   *
   * @throws UnfitModelException when it has none that are read here
   * @throws ContainerException when the file is no model of XGBoost
   */
  static TreeStatistics trees(Path file) {
    return read(file, ForestReader::statistics);
  }

  @FunctionalInterface
  private interface DocumentFunction<T> {
    T apply(ModelNode document, ModelDescription description) throws UnfitForestException;
  }

  private static <T> T read(Path file, DocumentFunction<T> function) {
    try {
      ModelDocument document = ModelDocument.read(bytes(file));
      return function.apply(document.root(), ModelDescription.of(document.root()));
    } catch (UnfitForestException unfit) {
      throw new UnfitModelException(unfit.getMessage());
    } catch (ModelException fault) {
      throw noModel(file, fault);
    } catch (IOException e) {
      throw new ContainerException("cannot read model file " + file.getFileName(), e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new ModelException("it has " + Files.size(file) + " bytes; at most " + MAX_BYTES);
    }
    return Files.readAllBytes(file);
  }

  private static ContainerException noModel(Path file, Exception fault) {
    return new ContainerException(
        "model file %s: %s; expected a model saved by XGBoost 1.0 or later (Booster.save_model)"
            .formatted(file.getFileName(), firstLine(fault)),
        fault);
  }

  /**
   * Whether a file begins as XGBoost's models do, in any of the forms that are read.
   *
   * @param head the beginning, some hundred bytes at least
   */
  public static boolean recognizes(byte[] head) {
    return BinaryModel.recognizes(head) || ModelStart.matches(head);
  }

  /** The most that loading a file needs at any time, which is more than the model keeps. */
  static MemoryUse estimate(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      ModelForm form = ModelForm.of(in.readNBytes(ModelForm.HEAD_BYTES));
      return form.loadMemory(Files.size(file));
    } catch (IOException e) {
      return MemoryUse.NONE; // who loads it says that it cannot be read
    }
  }

  /**
   * The booster of a model, for training on; to be disposed. What is in the bytes is checked before
   * native code sees them.
   *
   * @throws ContainerException when they are no model of XGBoost
   */
  public static Booster booster(byte[] model) {
    try {
      ModelDocument document = ModelDocument.read(model);
      ModelDescription.of(document.root());
      return XGBoost.loadModel(document.bytes().array);
    } catch (ModelException | XGBoostError | IOException fault) {
      throw new ContainerException("no model of XGBoost: " + firstLine(fault), fault);
    }
  }

  /** For whoever calls the native library first. */
  public static ContainerException missing(LinkageError error) {
    return NativeLibrary.missing(
        "XGBoost",
        "Linux with glibc, a temporary folder (java.io.tmpdir) to unpack it to, and OpenMP (install"
            + " libgomp1)",
        error);
  }

  /**
   * The library is loaded while the file is read here. Once the file is checked, the library reads
   * it while the forest is built.
   */
  private static XgboostModel load(byte[] file) throws XGBoostError, IOException {
    try (ExecutorService beside = Executors.newSingleThreadExecutor(XgboostModel::thread)) {
      Future<?> library = beside.submit(NativeBooster::loadLibrary);
      ModelDocument document = ModelDocument.read(file);
      ModelDescription description = ModelDescription.of(document.root());
      await(library);
      Future<NativeBooster> booster =
          beside.submit(() -> NativeBooster.load(document.bytes().array, description));
      ForestReader.Outcome outcome;
      Optional<ForestMargins.Probe> probe;
      try {
        outcome = ForestReader.read(document.root(), description);
        probe = outcome.forest().map(ForestMargins::probe);
      } catch (RuntimeException e) {
        closeAfter(e, booster);
        throw e;
      }
      return new XgboostModel(choose(outcome, probe, await(booster)), description);
    }
  }

  /** The first fault is told; one that follows is kept with it. */
  private static void closeAfter(RuntimeException fault, Future<NativeBooster> booster) {
    try {
      await(booster).close();
    } catch (XGBoostError | IOException | RuntimeException e) {
      fault.addSuppressed(e);
    }
  }

  private static Thread thread(Runnable task) {
    return new Thread(task, "xgboost-load");
  }

  /**
   * Waits also when the thread is interrupted, which stays so: the library's work cannot be ended,
   * and what it gives is to be closed.
   */
  private static <T> T await(Future<T> future) throws XGBoostError, IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case XGBoostError fault -> throw fault;
        case IOException fault -> throw fault;
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Choice(MarginComputer computer, Evaluator evaluator) {}

  /** The forest if it equals the booster, which is then closed; else the booster. */
  private static Choice choose(
      ForestReader.Outcome outcome, Optional<ForestMargins.Probe> probe, NativeBooster booster) {
    if (outcome.forest().isEmpty() || probe.isEmpty()) {
      return new Choice(booster, new Evaluator(ENGINE, outcome.reason()));
    }
    if (!isGivenBy(booster, probe.get())) {
      Evaluator evaluator =
          new Evaluator(ENGINE, "trees walked in Java do not give its margins bit for bit");
      LOG.warn("predicted by {}, some ten times slower than trees walked in Java", evaluator);
      return new Choice(booster, evaluator);
    }
    booster.close();
    return new Choice(outcome.forest().get(), Evaluator.of(Evaluator.TREES));
  }

  private static boolean isGivenBy(NativeBooster booster, ForestMargins.Probe probe) {
    try {
      return probe.isGivenBy(booster);
    } catch (RuntimeException e) {
      booster.close();
      throw e;
    }
  }

  /**
   * A native message begins with time and source line. It ends with a stack trace or the whole
   * model.
   */
  private static String firstLine(Exception fault) {
    String line = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    String message = line.replaceFirst("^\\[[0-9:]+\\] \\S+: ", "");
    return message.substring(0, Math.min(message.length(), MAX_MESSAGE));
  }

  private static ModelOutput outputOf(ModelDescription description, int valuesPerRow) {
    Kind kind =
        switch (description.objective()) {
          case "binary:logistic" -> Kind.PROBABILITY;
          case "binary:logitraw" -> Kind.MARGIN;
          case "binary:hinge" -> Kind.BINARY_LABEL;
          case "multi:softmax" -> Kind.CLASS;
          case "multi:softprob" -> Kind.PROBABILITIES;
          default -> Kind.SCORE;
        };
    int classes =
        switch (kind) {
          case SCORE -> 0;
          case PROBABILITY, MARGIN, BINARY_LABEL -> 2;
          case CLASS, PROBABILITIES -> description.classes();
        };
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new ModelOutput(description.objective(), kind, labels, valuesPerRow);
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public int width() {
    return description.width();
  }

  @Override
  public List<String> columns() {
    return description.columns();
  }

  @Override
  public ModelOutput output() {
    return output;
  }

  @Override
  public Predictions predict(RowMatrix rows) {
    return new Predictions.OfFloats(computer.values(rows), output.width());
  }

  @Override
  public Predictions margins(RowMatrix rows) {
    float[] margins = computer.margins(rows);
    return new Predictions.OfFloats(margins, margins.length / rows.count());
  }

  @Override
  public Evaluator evaluator() {
    return evaluator;
  }

  @Override
  public MemoryUse memory() {
    return computer.memory();
  }

  @Override
  public void close() {
    computer.close();
  }
}
