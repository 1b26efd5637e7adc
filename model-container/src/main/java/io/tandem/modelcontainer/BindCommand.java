package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.training.Channel;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.Manifest.GoldenRow;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitValue;
import io.tandem.modelcontainer.reasons.Reasons;
import io.tandem.modelcontainer.trainingdata.CsvChannel;
import io.tandem.modelcontainer.trainingdata.GoldenRows;
import io.tandem.modelcontainer.trainingdata.LabelRule;
import io.tandem.modelcontainer.trainingdata.Schema;
import io.tandem.modelcontainer.trainingdata.TrainingData;
import io.tandem.modelcontainer.trainingdata.VectorProvenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes of a model that another program trained what {@code train} leaves: the model file with a
 * manifest, which {@code serve} checks. What is written has been loaded from there as {@code serve}
 * does, or is removed again.
 */
@Command(
    name = "bind",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Binds a model of any framework to the feature set it was trained on: writes the model file"
            + " with a manifest of columns, fingerprints and golden rows, for model.tar.gz.")
final class BindCommand implements Callable<Integer> {
  private static final LabelRule ANY_LABEL =
      new LabelRule(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, "a number");

  private final List<Engine> engines;
  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MODEL", description = "The model file, or the folder of a SavedModel.")
  private Path file = Path.of("");

  @Option(
      names = "--vectors",
      required = true,
      paramLabel = "FILE",
      description =
          "What the model was trained on, as feature-container extract --format training writes it:"
              + " CSV, the label first, the fingerprints in a line before it.")
  private Path vectors = Path.of("");

  @Option(
      names = "--features",
      paramLabel = "DIR",
      description = "The feature set that made the vectors: it names their columns.")
  private @Nullable Path features;

  @Option(
      names = "--margins",
      paramLabel = "FILE",
      description =
          "What the framework itself gives for the vectors before its link function, to be"
              + " compared: CSV, a line for each vector.")
  private @Nullable Path margins;

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "What the numbers mean, of a model file that does not say (TorchScript): score (default),"
              + " margin, probability or probabilities.")
  private String objective = "";

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      defaultValue = "1e-4",
      description =
          "How far a margin may be from another: a share of it, or of 1 where it is smaller"
              + " (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "What goes into model.tar.gz: a new or an empty folder.")
  private Path output = Path.of("");

  BindCommand(List<Engine> engines, PrintStream out, PrintStream err) {
    this.engines = engines;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--tolerance: expected a number from 0 to less than 1");
    }
    checkOutput();
    ModelArtifact artifact =
        Files.isDirectory(file)
            ? ModelArtifact.find(file, engines)
            : ModelArtifact.ofFile(file, engines);
    Schema schema = features == null ? null : Schema.read(features);
    List<String> columns = schema == null ? List.of() : schema.columns();
    Manifest manifest;
    String compared;
    try (Model model =
        artifact.engine().load(artifact.file(), new Stated(objective, columns.size(), columns))) {
      checkObjective(model);
      checkColumns(model, columns);
      VectorProvenance provenance = new VectorProvenance(schema);
      TrainingData data = read(provenance, model.width());
      checkValues(model, data, columns);
      List<GoldenRow> golden = golden(model, data);
      compared = compare(Margins.of(model, data));
      manifest =
          new Manifest(
              model.engine(),
              model.output().name(),
              model.width(),
              columns,
              schema == null ? List.of() : schema.features(),
              schema == null ? Reasons.NONE : schema.reasons(),
              provenance.fingerprints(),
              isTheSameEverywhere(model) ? 0 : tolerance,
              golden);
    }
    out.print(compared + write(artifact, manifest));
    return 0;
  }

  /** A library chooses its instructions by the processor, and with them the order of its sums. */
  private static boolean isTheSameEverywhere(Model model) {
    return model.evaluator().name().equals(Evaluator.TREES);
  }

  private void checkOutput() {
    if (!Files.exists(output)) {
      return;
    }
    try (Stream<Path> entries = Files.list(output)) {
      if (entries.findAny().isPresent()) {
        throw new ContainerException(output + ": is not empty; expected a new or an empty folder");
      }
    } catch (IOException e) {
      throw new ContainerException(output + ": expected a new or an empty folder (" + e + ")", e);
    }
  }

  private void checkObjective(Model model) {
    if (!objective.isEmpty() && !objective.equals(model.output().name())) {
      throw new ContainerException(
          "the model file says itself what it computes, %s; expected no --objective"
              .formatted(model.output().name()));
    }
  }

  private static void checkColumns(Model model, List<String> columns) {
    if (columns.isEmpty()) {
      return;
    }
    if (columns.size() != model.width()) {
      throw new ContainerException(
          "the model takes %d columns and the feature set makes %d: expected a model of its vectors"
              .formatted(model.width(), columns.size()));
    }
    for (int i = 0; i < model.columns().size(); i++) {
      if (!model.columns().get(i).equals(columns.get(i))) {
        throw new ContainerException(
            "column %d is %s in the model and %s in the feature set: expected its columns in their order"
                .formatted(i + 1, model.columns().get(i), columns.get(i)));
      }
    }
  }

  private TrainingData read(VectorProvenance provenance, int width) throws InterruptedException {
    if (!Files.isRegularFile(vectors)) {
      throw new ContainerException(
          vectors
              + ": no such file; expected vectors, as feature-container extract --format training"
              + " writes them");
    }
    TrainingData data = CsvChannel.read(Channel.ofFile(vectors), ANY_LABEL, provenance, width);
    provenance.doubt().ifPresent(err::println);
    return data;
  }

  private void checkValues(Model model, TrainingData data, List<String> columns) {
    @Nullable UnfitValue unfit =
        model.unfit(new RowMatrix(data.values(), data.rows(), data.width()));
    if (unfit != null) {
      throw new ContainerException(vectors + ", " + unfit.detail(0, columns));
    }
  }

  /** What is said of the margins, a line or none. */
  private String compare(Margins computed) {
    long odd = computed.notFinite();
    if (odd > 0) {
      err.println(
          "%d of %d vectors have a margin that is no finite number: serving answers null there"
              .formatted(odd, computed.rows()));
    }
    return margins == null ? "" : "margins: " + computed.compare(margins, tolerance) + "\n";
  }

  private static List<GoldenRow> golden(Model model, TrainingData data) {
    List<GoldenRow> golden = GoldenRows.of(model, data);
    if (golden.isEmpty()) {
      throw new ContainerException(
          "the model gives no finite margin for any vector tried; expected one that takes the"
              + " vectors as they are, missing values (NaN) included");
    }
    return golden;
  }

  /** What is said of the model that was written. */
  private String write(ModelArtifact artifact, Manifest manifest) {
    List<Path> written = new ArrayList<>();
    try {
      if (!Files.exists(output)) {
        Files.createDirectories(output);
        written.add(output);
      }
      // Without its model the folder is refused: what is cut off here is never served.
      written.add(output.resolve(Manifest.FILE));
      manifest.write(output);
      Path from = Objects.requireNonNull(artifact.file().toAbsolutePath().getParent());
      for (Path part : artifact.files()) {
        Path copy = output.resolve(from.relativize(part.toAbsolutePath()));
        Path folder = Objects.requireNonNull(copy.getParent());
        if (!Files.exists(folder)) {
          Files.createDirectories(folder);
          written.add(folder);
        }
        written.add(copy);
        Files.copy(part, copy);
      }
      return InspectCommand.text(ModelArtifact.find(output, engines));
    } catch (IOException e) {
      remove(written);
      throw new ContainerException("cannot write the model to " + output + " (" + e + ")", e);
    } catch (ContainerException e) {
      remove(written);
      throw e;
    }
  }

  private static void remove(List<Path> written) {
    for (Path path : written.reversed()) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the fault that led here is told
      }
    }
  }
}
