package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.NativeLibrary;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.RowProbe;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.engine.UnfitValue;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model in ONNX: trees walked in Java where they give the same numbers as ONNX Runtime, bit for
 * bit, else run by ONNX Runtime. That takes one thread per call, which does not spin; sessions may
 * be run by many threads at once.
 */
public final class OnnxModel implements Model {
  public static final String ENGINE = "onnx";

  /** Rows per run, which bounds what the runtime allocates. */
  private static final int CHUNK_ROWS = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);

  private final OnnxInputs inputs;
  private final OutputNumbers numbers;
  private final OutputMeaning meaning;
  private final RowNumbers computer;

  private OnnxModel(
      OnnxInputs inputs, OutputNumbers numbers, OutputMeaning meaning, RowNumbers computer) {
    this.inputs = inputs;
    this.numbers = numbers;
    this.meaning = meaning;
    this.computer = computer;
  }

  /**
   * Loads a model file.
   *
   * @param columns the names of the columns, when known: inputs of one column each are then matched
   *     by name, else they are taken in their order
   * @throws ContainerException when the file is no ONNX model with such inputs and outputs
   */
  public static OnnxModel load(Path file, List<String> columns) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        return of(environment, session, file, columns);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OnnxException | UnfitModelException e) {
      throw new ContainerException(
          "model file %s: %s".formatted(file.getFileName(), e.getMessage()), e);
    } catch (OrtException e) {
      throw new ContainerException(
          "model file %s: %s; expected a model that ONNX Runtime %s loads and runs on a row of zeros"
              .formatted(file.getFileName(), OnnxException.said(e), environment.getVersion()),
          e);
    }
  }

  /**
   * The runtime has one environment per process and frees it with the process. Its exceptions say
   * all that it would print on stderr.
   */
  static OrtEnvironment environment() {
    NoTelemetry.ensure();
    try {
      OnnxLibrary.load();
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "tandem");
    } catch (LinkageError e) {
      throw NativeLibrary.missing(
          "ONNX Runtime",
          "Linux with glibc, libstdc++6 and a temporary folder (java.io.tmpdir) to unpack it to",
          e);
    }
  }

  private static OnnxModel of(
      OrtEnvironment environment, OrtSession opened, Path file, List<String> columns)
      throws OrtException {
    OnnxInputs inputs = OnnxInputs.of(opened.getInputInfo().values(), columns);
    OnnxOutputs outputs = OnnxOutputs.of(opened.getOutputInfo().values());
    OnnxSession session = new OnnxSession(environment, opened, inputs, outputs);
    List<Object> classes = ClassLabels.of(file, outputs.name());
    RowMatrix zeros = new RowMatrix(new float[inputs.width()], 1, inputs.width());
    OnnxOutputs.Learned learned = session.learn(zeros, classes);
    OutputNumbers numbers = learned.numbers();
    RowProbe probe =
        new RowProbe(inputs.width(), inputs::isWhole, rows -> tried(session, numbers, rows));
    OutputMeaning meaning =
        OutputMeaning.of(outputs.name(), learned, probe.numbers(inputs.singleRows()));
    if (meaning.isDoubtful()) {
      LOG.warn(meaning.sentence());
    } else {
      LOG.info(meaning.sentence());
    }
    return new OnnxModel(inputs, numbers, meaning, computer(session, numbers, file));
  }

  private static double[] tried(OnnxSession session, OutputNumbers numbers, RowMatrix rows) {
    NumberArray found = OnnxSession.arrayFor(numbers, rows.count());
    try {
      session.read(numbers, rows, found, 0);
    } catch (OrtException e) {
      throw new UnfitModelException(OnnxException.said(e));
    }
    return IntStream.range(0, rows.count() * numbers.width()).mapToDouble(found::get).toArray();
  }

  /** The trees of the model if they give the same numbers as the session, which is then closed. */
  static RowNumbers computer(OnnxSession session, OutputNumbers numbers, Path file) {
    SessionNumbers runtime =
        new SessionNumbers(
            session,
            numbers,
            session.inputs().singleRows() ? 1 : CHUNK_ROWS,
            Evaluator.of(ENGINE),
            OnnxMemory.of(file).loaded());
    Optional<TreeGraph> graph = TreeGraph.find(file, session.inputs(), session.outputs().name());
    if (graph.isEmpty()) {
      return SingleRowNumbers.of(runtime);
    }
    String reason;
    try {
      TreeNumbers walked = TreeNumbers.of(graph.get(), session.inputs().width(), numbers.width());
      if (walked.givesTheSameAs(runtime)) {
        runtime.close();
        return walked;
      }
      reason = "trees walked in Java do not give its numbers bit for bit";
    } catch (UnfitForestException e) {
      reason = e.getMessage();
    } catch (OrtException | OnnxException e) {
      reason = "ONNX Runtime does not predict rows made of its own conditions";
    }
    return SingleRowNumbers.of(runtime.because(reason));
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public int width() {
    return inputs.width();
  }

  @Override
  public List<String> columns() {
    return inputs.columns();
  }

  @Override
  public ModelOutput output() {
    return meaning.output();
  }

  @Override
  public @Nullable UnfitValue unfit(RowMatrix rows) {
    return inputs.unfit(rows);
  }

  @Override
  public Predictions predict(RowMatrix rows) {
    int width = numbers.width();
    NumberArray found = OnnxSession.arrayFor(numbers, rows.count());
    try {
      computer.read(rows, found, 0);
    } catch (OrtException | OnnxException e) {
      throw new IllegalStateException("ONNX Runtime failed to predict", e);
    }
    meaning.settle(found, 0, rows.count() * width);
    return found.predictions(width);
  }

  /**
   * ONNX knows no link function apart from the model. Of two probabilities a golden row has that of
   * the second class.
   */
  @Override
  public Predictions margins(RowMatrix rows) {
    Predictions predicted = predict(rows);
    if (output().kind() != Kind.PROBABILITY || predicted.width() == 1) {
      return predicted;
    }
    NumberArray second = NumberArray.of(numbers.singlePrecision(), predicted.count());
    for (int row = 0; row < predicted.count(); row++) {
      second.set(row, predicted.value(row, 1));
    }
    return second.predictions(1);
  }

  @Override
  public MemoryUse memory() {
    return computer.memory();
  }

  @Override
  public Evaluator evaluator() {
    return computer.evaluator();
  }

  @Override
  public void close() {
    computer.close();
  }
}
